using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts;

/// <summary>Validates a record inside another one; the framework's validation does not recurse into it.</summary>
internal static class PartRules
{
    /// <summary>The broken rules of the part, each with its member as <c>name.member</c>.</summary>
    internal static IEnumerable<ValidationResult> Faults(string name, object part)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(part, new ValidationContext(part), faults, validateAllProperties: true);
        return faults.Select(f => new ValidationResult(f.ErrorMessage, [.. f.MemberNames.Select(m => $"{name}.{m}")]));
    }
}
