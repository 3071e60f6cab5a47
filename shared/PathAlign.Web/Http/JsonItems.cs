using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PathAlign.Files;

namespace PathAlign.Web.Http;

/// <summary>Reads a JSON list while it arrives: no more than one item is in memory.</summary>
internal static class JsonItems
{
    private const int ReadBytes = 1 << 16;

    private enum Place
    {
        Before,
        Within,
        After,
    }

    /// <summary>The JSON of each item.</summary>
    /// <param name="body">The body.</param>
    /// <param name="source">Its name, for errors.</param>
    /// <param name="longest">Maximum bytes of an item.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="InvalidInputException">The body is not a list of values, or an item is longer.</exception>
    internal static async IAsyncEnumerable<ReadOnlyMemory<byte>> OfAsync(
        Stream body, string source, int longest, [EnumeratorCancellation] CancellationToken cancel)
    {
        var reader = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: ReadBytes, leaveOpen: true));
        try
        {
            var (place, state, number) = (Place.Before, default(JsonReaderState), 0);
            for (var done = false; !done;)
            {
                var read = await reader.ReadAsync(cancel);
                var rest = read.Buffer;
                while (Advance(ref rest, read.IsCompleted, ref state, ref place, source, number) is { } item)
                {
                    if (item.Length == 0) continue;   // the list's own bracket
                    RequireShort(item.Length, source, number++, longest);
                    yield return item;
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

    /// <summary>
    /// The next item; empty for a bracket of the list; null if more bytes are needed or none are left.
    /// </summary>
    private static byte[]? Advance(
        ref ReadOnlySequence<byte> rest,
        bool last,
        ref JsonReaderState state,
        ref Place place,
        string source,
        int number)
    {
        try
        {
            var json = new Utf8JsonReader(rest, last, state);
            if (!json.Read()) return null;
            byte[] item = [];
            if (place == Place.Before && json.TokenType != JsonTokenType.StartArray)
                throw new InvalidInputException(source, "$", "expected a list of tasks, found another value");
            if (place == Place.Before) place = Place.Within;
            else if (json.TokenType == JsonTokenType.EndArray) place = Place.After;
            else
            {
                var start = json.TokenStartIndex;
                if (!json.TrySkip()) return null;
                item = rest.Slice(start, json.BytesConsumed - start).ToArray();
            }
            state = json.CurrentState;
            rest = rest.Slice(json.Position);
            return item;
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                source, place == Place.Within ? $"$[{number}]" : "$", $"expected JSON ({error.Message})");
        }
    }

    private static void RequireShort(long length, string source, int number, int longest)
    {
        if (length > longest)
            throw new InvalidInputException(
                source, $"$[{number}]", $"expected at most {longest} bytes, found {length} or more");
    }
}
