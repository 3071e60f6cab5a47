using PathAlign.Storage.Documents;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>Whether this version can read the documents, and whether it can write, if it may.</summary>
internal sealed class SchemaCheck(SchemaVersion schema) : ICheck
{
    public string Name => "documents";

    public async Task<Finding> RunAsync(CancellationToken cancel) => await schema.StoredAsync(cancel) switch
    {
        > SchemaVersion.Current and var later => Finding.Fault(
            Name,
            $"they have schema {later}, written by a later version; this version reads {SchemaVersion.Current}",
            "use the later version, or restore the backup that was made before the upgrade"),
        null => Finding.Well(Name, "readable; no service has opened them yet"),
        var stored => Finding.Well(Name, $"readable, schema {stored}"),
    };
}
