using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using PathAlign.Files;

namespace PathAlign.Web.Http;

/// <summary>JSON Lines, also called NDJSON: one value per line, ended by a line feed.</summary>
internal static class Lines
{
    internal const string MediaType = "application/x-ndjson", OtherMediaType = "application/jsonl";

    private const int ReadBytes = 1 << 16;

    /// <summary>The lines that are not empty, with their numbers from 1.</summary>
    internal static IEnumerable<(int Number, ReadOnlyMemory<byte> Line)> Of(ReadOnlyMemory<byte> body)
    {
        for (var number = 1; body.Length > 0; number++)
        {
            var end = body.Span.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (line.Span.EndsWith("\r"u8)) line = line[..^1];
            if (line.Length > 0) yield return (number, line);
        }
    }

    /// <summary>The same while the body arrives: no more than one line is in memory.</summary>
    /// <param name="body">The body.</param>
    /// <param name="source">Its name, for errors.</param>
    /// <param name="longest">Maximum bytes of a line.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="InvalidInputException">A line is longer.</exception>
    internal static async IAsyncEnumerable<(int Number, ReadOnlyMemory<byte> Line)> OfAsync(
        Stream body, string source, int longest, [EnumeratorCancellation] CancellationToken cancel)
    {
        var reader = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: ReadBytes, leaveOpen: true));
        try
        {
            for (var (number, done) = (1, false); !done;)
            {
                var read = await reader.ReadAsync(cancel);
                var rest = read.Buffer;
                for (; Next(ref rest, read.IsCompleted) is { } line; number++)
                {
                    RequireShort(line.Length, source, number, longest);
                    var text = line is [.., (byte)'\r'] ? line.AsMemory(0, line.Length - 1) : line;
                    if (text.Length > 0) yield return (number, text);
                }
                RequireShort(rest.Length, source, number, longest);
                reader.AdvanceTo(rest.Start, rest.End);
                done = read.IsCompleted;
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static byte[]? Next(ref ReadOnlySequence<byte> rest, bool last)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            var line = rest.Slice(0, end).ToArray();
            rest = rest.Slice(rest.GetPosition(1, end));
            return line;
        }
        if (!last || rest.IsEmpty) return null;
        var final = rest.ToArray();
        rest = rest.Slice(rest.End);
        return final;
    }

    private static void RequireShort(long length, string source, int number, int longest)
    {
        if (length > longest)
            throw new InvalidInputException(
                source, $"line {number}", $"expected at most {longest} bytes, found {length} or more");
    }

    /// <summary>Whether the request declares its body as JSON Lines.</summary>
    internal static bool Are(string? mediaType) => mediaType is MediaType or OtherMediaType;
}
