using System.Text.Json;

namespace PathAlign.Contracts;

/// <summary>
/// Marks a property that users can set. The property declares the setting completely: the command line takes the
/// option's name, default, range and help from it.
/// </summary>
/// <param name="option">The option's name if the property's name is unclear or taken; null for the property's name in
/// kebab case. One option sets all properties with the same option name.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string? option = null) : Attribute
{
    /// <summary>Whether only rounds that people rate have the option.</summary>
    public bool ForPeople { get; init; }

    /// <summary>The option's name, <c>--filter-attempts</c> for example.</summary>
    /// <param name="property">The name of the property that is marked.</param>
    public string OptionName(string property) => $"--{option ?? JsonNamingPolicy.KebabCaseLower.ConvertName(property)}";
}
