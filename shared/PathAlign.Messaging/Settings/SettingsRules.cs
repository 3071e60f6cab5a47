using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace PathAlign.Messaging.Settings;

/// <summary>Validates settings against their attributes.</summary>
internal sealed class SettingsRules<TOptions>(string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var faults = new List<ValidationResult>();
        if (Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
            return ValidateOptionsResult.Success;
        return ValidateOptionsResult.Fail(faults.Select(fault => Sentence(options, fault)));
    }

    private string Sentence(TOptions options, ValidationResult fault) =>
        fault.MemberNames.FirstOrDefault() is { } member
        ? $"{section}:{member}: {fault.ErrorMessage} Found '{typeof(TOptions).GetProperty(member)?.GetValue(options)}'."
        : fault.ErrorMessage ?? section;
}
