using System.Text.Json;

namespace PathAlign.Contracts;

/// <summary>
/// Marks a property that users may set. The property is the whole declaration: the command line takes its option's
/// name, default, range and help from here, where everything else reads the value.
/// </summary>
/// <param name="option">The option's name, for properties whose own name says too little or is taken; null for the
/// property's name in kebab case. Properties with one name are set by one option.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string? option = null) : Attribute
{
    /// <summary>Whether only rounds that people rate have the option.</summary>
    public bool ForPeople { get; init; }

    /// <summary>The option's name, <c>--filter-attempts</c> for example.</summary>
    /// <param name="property">The name of the property that is marked.</param>
    public string OptionName(string property) => $"--{option ?? JsonNamingPolicy.KebabCaseLower.ConvertName(property)}";
}
