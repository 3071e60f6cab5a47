namespace PathAlign.Files;

/// <summary>Input from outside that breaks a rule. The message is one sentence with source, place and rule.</summary>
public sealed class InvalidInputException : Exception
{
    /// <param name="source">The file or option that was read.</param>
    /// <param name="place">Where in it.</param>
    /// <param name="rule">What was expected, and what was found instead.</param>
    public InvalidInputException(string source, string place, string rule) : base($"{source}: {place}: {rule}")
    {
        (InputSource, Place, Rule) = (source, place, rule);
    }

    /// <summary>The file or option that was read.</summary>
    public string InputSource { get; }

    /// <summary>Where in it.</summary>
    public string Place { get; }

    /// <summary>What was expected, and what was found instead.</summary>
    public string Rule { get; }
}
