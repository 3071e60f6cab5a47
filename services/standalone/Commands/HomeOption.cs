using System.CommandLine;
using PathAlign.Standalone.Embedded;

namespace PathAlign.Standalone.Commands;

/// <summary><c>--home</c>.</summary>
internal sealed class HomeOption() : Option<string>("--home")
{
    internal static HomeOption Create() =>
        new()
        {
            Description = "Folder of everything that rounds leave; an interrupted round there goes on",
            DefaultValueFactory = _ => "out/rounds",
        };

    internal Home Open(ParseResult parsed) => new(parsed.GetValue(this)!);

    /// <summary>For a command that only looks: it leaves no folder where none was.</summary>
    internal Home OpenExisting(ParseResult parsed) => Directory.Exists(parsed.GetValue(this))
        ? Open(parsed)
        : throw new ArgumentException(
            $"--home: expected a folder that rounds have left, found none at '{parsed.GetValue(this)}'; pathalign " +
                $"demo makes one");
}
