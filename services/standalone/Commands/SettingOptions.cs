using System.CommandLine;
using System.Text.Json;
using PathAlign.Contracts;

namespace PathAlign.Standalone.Commands;

/// <summary>
/// The options of a command that set a record: name, type, range, default and help of each come from the property that
/// declares the setting (<see cref="SettingAttribute"/>).
/// </summary>
internal sealed class SettingOptions<TRecord> where TRecord : notnull
{
    private readonly List<SettingOption> _options;

    /// <param name="shown">The record whose values the help states as defaults.</param>
    /// <param name="people">Whether to include the options of rounds that people rate.</param>
    /// <param name="except">The name of an option that the command replaces by its own; null for none.</param>
    internal SettingOptions(TRecord shown, bool people = false, string? except = null) =>
        _options =
        [
            .. SettingProperty.In(shown)
                .Where(setting => (people || !setting.Setting.ForPeople) && setting.Option != except)
                .GroupBy(setting => setting.Option)
                .Select(same => SettingOption.Of([.. same]))
        ];

    internal void AddTo(Command command)
    {
        foreach (var option in _options) command.Add(option.Option);
    }

    /// <summary>The defaults, replaced by the values that the user gave. Ranges are not checked.</summary>
    internal TRecord Read(ParseResult parsed, TRecord defaults)
    {
        var json = JsonSerializer.SerializeToNode(defaults, ContractJson.Options)!;
        foreach (var option in _options) option.Write(parsed, json);
        return json.Deserialize<TRecord>(ContractJson.Options)!;
    }
}
