using System.ComponentModel.DataAnnotations;

namespace PathAlign.Web.Audit;

/// <summary>How the audit log is sealed and where its head is kept outside.</summary>
public sealed class AuditOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Audit";

    private const int ShortestKey = 32;

    /// <summary>
    /// Base64 of at least 32 random bytes that seal the entries. Empty for a key that the service creates and stores
    /// beside the log: whoever can write there can then forge entries.
    /// </summary>
    public string Key { get; set; } = "";

    /// <summary>
    /// A file, outside the document store, to which the head of the log is appended. Empty for log events only.
    /// </summary>
    public string AnchorFile { get; set; } = "";

    /// <summary>How often the head of the log is anchored, in minutes.</summary>
    [Range(1, 1440)]
    public int AnchorMinutes { get; set; } = 60;

    internal byte[]? KeyBytes => Key.Length == 0 ? null : Convert.FromBase64String(Key);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var bytes = new byte[Key.Length];
        if (Key.Length > 0 && (!Convert.TryFromBase64String(Key, bytes, out var length) || length < ShortestKey))
            yield return new ValidationResult(
                $"{Section}:{nameof(Key)}: expected base64 of at least {ShortestKey} bytes, found another form of " +
                    $"{Key.Length} characters.");
    }
}
