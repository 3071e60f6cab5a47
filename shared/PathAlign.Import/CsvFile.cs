using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using PathAlign.Files;

namespace PathAlign.Import;

/// <summary>Writes tables of comma-separated values (RFC 4180).</summary>
public static class CsvFile
{
    private static readonly CsvConfiguration _form = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,   // a name such as =1+1 is not a formula
        NewLine = "\n",
    };

    /// <summary>Writes the rows; the first is the header.</summary>
    public static void Write(string path, IEnumerable<IEnumerable<string?>> rows) => AtomicFile.Write(path, stream =>
    {
        using var text = new StreamWriter(stream, leaveOpen: true);
        using var table = new CsvWriter(text, _form);
        foreach (var row in rows)
        {
            foreach (var field in row) table.WriteField(field);
            table.NextRecord();
        }
    });
}
