using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PathAlign.Standalone;

/// <summary>
/// Numbers of options have a decimal point and no other mark: 1,5 would be read as 15, with the comma taken for one
/// between thousands.
/// </summary>
internal static partial class NumberForm
{
    /// <exception cref="ArgumentException">A number in another form.</exception>
    internal static void Check(ParseResult result)
    {
        for (var command = result.CommandResult; command is not null; command = command.Parent as CommandResult)
            foreach (var option in command.Children.OfType<OptionResult>().Where(IsNumber))
                foreach (var token in option.Tokens.Where(token => !IsFinite(token.Value)))
                    throw new ArgumentException(
                        $"{option.Option.Name}: expected a number such as 1.5, got '{token.Value}'");
    }

    // 1e999 has the form of a number, and is none that a double holds
    private static bool IsFinite(string text) =>
        Number().IsMatch(text) && double.IsFinite(double.Parse(text, CultureInfo.InvariantCulture));

    private static bool IsNumber(OptionResult option) =>
        option.Option.ValueType == typeof(double) || option.Option.ValueType == typeof(double?);

    [GeneratedRegex(@"\A[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\z")]
    private static partial Regex Number();
}
