using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using PathAlign.Contracts;

namespace PathAlign.Standalone.Commands;

/// <summary>An option of the command line and the settings that it sets.</summary>
internal abstract class SettingOption
{
    private IReadOnlyList<SettingProperty> _settings = [];

    internal abstract Option Option { get; }

    /// <summary>One option for settings that share a name and a type.</summary>
    internal static SettingOption Of(IReadOnlyList<SettingProperty> settings)
    {
        var type = typeof(Typed<>).MakeGenericType(settings[0].Property.PropertyType);
        var option = (SettingOption)Activator.CreateInstance(type, settings[0].Option)!;
        option._settings = settings;
        option.Option.Description = settings[0].Help;
        option.Option.AllowMultipleArgumentsPerToken = settings[0].Property.PropertyType.IsArray;
        return option;
    }

    /// <summary>Puts the value that the user gave, if any, into the JSON of a record.</summary>
    internal void Write(ParseResult parsed, JsonNode record)
    {
        if (parsed.GetResult(Option) is not { Implicit: false }) return;
        foreach (var setting in _settings)
        {
            var names = setting.Path.Select(JsonNamingPolicy.CamelCase.ConvertName).ToList();
            var owner = names.SkipLast(1).Aggregate(record, (node, name) => node[name]!);
            owner[names[^1]] = Value(parsed);
        }
    }

    protected abstract JsonNode? Value(ParseResult parsed);

    private sealed class Typed<TValue>(string name) : SettingOption
    {
        private readonly Option<TValue> _option = new(name);

        internal override Option Option => _option;

        protected override JsonNode? Value(ParseResult parsed) =>
            JsonSerializer.SerializeToNode(parsed.GetValue(_option), ContractJson.Options);
    }
}
