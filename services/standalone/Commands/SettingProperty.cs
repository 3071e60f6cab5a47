using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using PathAlign.Contracts;

namespace PathAlign.Standalone.Commands;

/// <summary>A property that users may set, as its record declares it.</summary>
/// <param name="Property">The property.</param>
/// <param name="Setting">How the command line offers it.</param>
/// <param name="Path">Its path in the outermost record, as property names.</param>
/// <param name="Default">Its default value.</param>
internal sealed record SettingProperty(
    PropertyInfo Property, SettingAttribute Setting, IReadOnlyList<string> Path, object? Default)
{
    internal string Option => Setting.OptionName(Property.Name);

    /// <summary>The description, range and default.</summary>
    internal string Help
    {
        get
        {
            var values = string.Join("; ", new[] { Range, DefaultText }.OfType<string>());
            return PropertyComments.Of(Property) + (values.Length == 0 ? "" : $" [{values}]");
        }
    }

    private string? Range => Property.GetCustomAttribute<RangeAttribute>() is { } range
        ? string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}")
        : Property.GetCustomAttribute<RegularExpressionAttribute>()?.Pattern;

    private string? DefaultText => Default switch
    {
        null or false => null,
        Array values => $"default {string.Join(' ', values.Cast<object>())}",
        _ => string.Create(CultureInfo.InvariantCulture, $"default {Default}"),
    };

    /// <summary>The settings of a record and of the records in it, in the order of their declaration.</summary>
    internal static IEnumerable<SettingProperty> In(object record) => In(record, []);

    private static IEnumerable<SettingProperty> In(object record, string[] path)
    {
        foreach (var property in record.GetType().GetProperties())
            if (property.GetCustomAttribute<SettingAttribute>() is { } setting)
                yield return new(property, setting, [.. path, property.Name], property.GetValue(record));
            else if (property.PropertyType.GetProperties().Any(p => p.IsDefined(typeof(SettingAttribute))))
                foreach (var inner in In(property.GetValue(record)!, [.. path, property.Name])) yield return inner;
    }
}
