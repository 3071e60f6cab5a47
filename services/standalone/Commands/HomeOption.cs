using System.CommandLine;
using PathAlign.Standalone.Embedded;

namespace PathAlign.Standalone.Commands;

/// <summary><c>--home</c>.</summary>
internal sealed class HomeOption() : Option<string>("--home")
{
    internal static HomeOption Create() =>
        new()
        {
            Description = "Folder for all state and results of rounds; an interrupted round resumes from it",
            DefaultValueFactory = _ => "out/rounds",
        };

    internal Home Open(ParseResult parsed) => new(parsed.GetValue(this)!);

    /// <summary>For a command that only reads: it does not create the folder.</summary>
    internal Home OpenExisting(ParseResult parsed) => Directory.Exists(parsed.GetValue(this))
        ? Open(parsed)
        : throw new ArgumentException(
            $"--home: expected a folder that a round has written, found none at '{parsed.GetValue(this)}'; " +
                $"pathalign demo creates one");
}
