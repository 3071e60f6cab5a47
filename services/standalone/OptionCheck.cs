using System.ComponentModel.DataAnnotations;

namespace PathAlign.Standalone;

/// <summary>Checks options against the ranges in their attributes.</summary>
internal static class OptionCheck
{
    /// <exception cref="ArgumentException">A value is out of range; the message names option, range and
    /// value.</exception>
    internal static void Validate(object options)
    {
        var results = new List<ValidationResult>();
        if (Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true))
            return;
        var first = results[0];
        var name = first.MemberNames.FirstOrDefault() ?? "";
        throw new ArgumentException($"{name}: {first.ErrorMessage} Got {Value(options, name)}.");
    }

    private static object? Value(object options, string path) =>
        path.Split('.').Aggregate((object?)options, (of, name) => of?.GetType().GetProperty(name)?.GetValue(of));
}
