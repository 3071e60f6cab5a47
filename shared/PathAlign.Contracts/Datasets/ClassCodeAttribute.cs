using System.ComponentModel.DataAnnotations;

namespace PathAlign.Contracts.Datasets;

/// <summary>The rule of a class's code, which becomes the name of a folder.</summary>
public sealed class ClassCodeAttribute() : RegularExpressionAttribute(@"[\p{L}\p{N}][\p{L}\p{M}\p{N} ._-]{0,63}")
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        IsValid(value)
            ? ValidationResult.Success
            : new ValidationResult(
                "expected at most 64 letters, digits, spaces, dots, hyphens and underscores, a letter or digit " +
                    $"first, found '{value}'; data import --class-map renames classes",
                [validationContext.MemberName!]);
}
