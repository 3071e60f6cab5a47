using System.ComponentModel.DataAnnotations;

namespace PathAlign.Web.Audit;

/// <summary>How the audit log is sealed and where its head is kept outside.</summary>
public sealed class AuditOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Audit";

    private const int ShortestKey = 32;
    private const StringSplitOptions Parts =
        StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    /// <summary>
    /// Base64 of at least 32 random bytes that seal the entries. Empty for a key that the service creates and stores
    /// beside the log: whoever can write there can then forge entries.
    /// </summary>
    public string Key { get; set; } = "";

    /// <summary>
    /// The keys before <see cref="Key"/>, the oldest first, separated by semicolons. They verify what they sealed, and
    /// seal nothing more.
    /// </summary>
    public string EarlierKeys { get; set; } = "";

    /// <summary>
    /// A file, outside the document store, to which the head of the log is appended. Empty for log events only.
    /// </summary>
    public string AnchorFile { get; set; } = "";

    /// <summary>How often the head of the log is anchored, in minutes.</summary>
    [Range(1, 1440)]
    public int AnchorMinutes { get; set; } = 60;

    /// <summary>All keys in the settings, the one of new entries last.</summary>
    internal IReadOnlyList<AuditKey> Keys => [.. Texts.Select(AuditKey.Configured)];

    private string[] Texts => [.. EarlierKeys.Split(';', Parts), .. Key.Split(';', Parts)];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Key.Length > 0 && !IsKey(Key))
            yield return Expected(nameof(Key), $"base64 of at least {ShortestKey} bytes", Key);
        foreach (var key in EarlierKeys.Split(';', Parts).Where(key => !IsKey(key)))
            yield return Expected(
                nameof(EarlierKeys), $"base64 of at least {ShortestKey} bytes each, separated by semicolons", key);
        if (EarlierKeys.Length > 0 && Key.Length == 0)
            yield return new ValidationResult(
                $"{Section}:{nameof(EarlierKeys)}: expected {Section}:{nameof(Key)} beside it, found none.");
        if (Texts.Distinct().Count() < Texts.Length)
            yield return new ValidationResult($"{Section}:{nameof(EarlierKeys)}: expected each key once.");
    }

    private static ValidationResult Expected(string name, string what, string key) =>
        new($"{Section}:{name}: expected {what}, found another form of {key.Length} characters.");

    private static bool IsKey(string text) =>
        Convert.TryFromBase64String(text, new byte[text.Length], out var length) && length >= ShortestKey;
}
