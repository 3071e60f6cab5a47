using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PathAlign.Standalone;

/// <summary>
/// Checks that numbers of options use a decimal point and no other separator: 1,5 would be parsed as 15, with the comma
/// as a thousands separator.
/// </summary>
internal static partial class NumberForm
{
    /// <exception cref="ArgumentException">A number has another form.</exception>
    internal static void Check(ParseResult result)
    {
        for (var command = result.CommandResult; command is not null; command = command.Parent as CommandResult)
            foreach (var option in command.Children.OfType<OptionResult>().Where(IsNumber))
                foreach (var token in option.Tokens.Where(token => !IsFinite(token.Value)))
                    throw new ArgumentException(
                        $"{option.Option.Name}: expected a number such as 1.5, got '{token.Value}'");
    }

    // 1e999 has the form of a number, but a double cannot hold it
    private static bool IsFinite(string text) =>
        Number().IsMatch(text) && double.IsFinite(double.Parse(text, CultureInfo.InvariantCulture));

    private static bool IsNumber(OptionResult option) =>
        option.Option.ValueType is var type
        && (type == typeof(double) || type == typeof(double?) || type == typeof(double[]));

    [GeneratedRegex(@"\A[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\z")]
    private static partial Regex Number();
}
