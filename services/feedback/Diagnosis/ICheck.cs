namespace PathAlign.Feedback.Diagnosis;

/// <summary>One thing that is checked on the stores and the broker. It changes nothing that others use.</summary>
internal interface ICheck
{
    /// <summary>What is checked, in a word or two.</summary>
    string Name { get; }

    Task<Finding> RunAsync(CancellationToken cancel);
}
