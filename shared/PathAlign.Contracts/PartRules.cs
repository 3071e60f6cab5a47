using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts;

/// <summary>The rules of a record inside another one: validation does not look into it by itself.</summary>
internal static class PartRules
{
    /// <summary>What breaks the part's rules, each with its member as <c>name.member</c>.</summary>
    internal static IEnumerable<ValidationResult> Faults(string name, object part)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(part, new ValidationContext(part), faults, validateAllProperties: true);
        return faults.Select(f => new ValidationResult(f.ErrorMessage, [.. f.MemberNames.Select(m => $"{name}.{m}")]));
    }
}
