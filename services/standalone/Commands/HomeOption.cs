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

    /// <summary>For a command that does not create the folder.</summary>
    internal Home OpenExisting(ParseResult parsed) => new(Existing(parsed));

    /// <summary>For a command that only reads, also while another process has the home open.</summary>
    internal Home OpenToRead(ParseResult parsed) => Home.OpenToRead(Existing(parsed));

    /// <exception cref="ArgumentException">There is no such folder.</exception>
    internal string Existing(ParseResult parsed) => Directory.Exists(parsed.GetValue(this))
        ? parsed.GetValue(this)!
        : throw new ArgumentException(
            $"--home: expected a folder that a round has written, found none at '{parsed.GetValue(this)}'; " +
                $"pathalign demo creates one");
}
