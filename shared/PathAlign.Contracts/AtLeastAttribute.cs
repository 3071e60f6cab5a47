using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace PathAlign.Contracts;

/// <summary>The number must not be below another property of the same record, such as the low end of a range.</summary>
/// <param name="other">The name of the other property.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AtLeastAttribute(string other) : ValidationAttribute
{
    /// <inheritdoc/>
    public override bool RequiresValidationContext => true;

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var least = validationContext.ObjectType.GetProperty(other)!.GetValue(validationContext.ObjectInstance);
        return Number(value) >= Number(least)
            ? null
            : new ValidationResult(
                FormattableString.Invariant($"expected at least {least}, the value of {other}."),
                [validationContext.MemberName!]);
    }

    private static double Number(object? value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
