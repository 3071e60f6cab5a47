using System.Text;

namespace PathAlign.Tests.Telemetry;

/// <summary>
/// A message in protobuf's wire format, of which only what lies under known field numbers is asked for.
/// </summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Field, ReadOnlyMemory<byte> Bytes)> _fields = [];

    internal ProtobufMessage(ReadOnlyMemory<byte> bytes)
    {
        for (var rest = bytes; rest.Length > 0;)
        {
            var tag = Varint(ref rest);
            var (field, length) = (
                (int)(tag >> 3),
                (tag & 7) switch
                {
                    0UL => 0,
                    1UL => 8,
                    5UL => 4,
                    2UL => (int)Varint(ref rest),
                    var type => throw new FormatException($"wire type {type}"),
                });
            if ((tag & 7) == 0 && Varint(ref rest) == 0) continue;   // false and 0 are as if left out
            _fields.Add((field, rest[..length]));
            rest = rest[length..];
        }
    }

    /// <summary>The messages under a field, however often it is there.</summary>
    internal IEnumerable<ProtobufMessage> Messages(int field) => Of(field).Select(bytes => new ProtobufMessage(bytes));

    internal string Text(int field) =>
        Of(field).Select(bytes => Encoding.UTF8.GetString(bytes.Span)).FirstOrDefault() ?? "";

    internal string Hex(int field) =>
        Of(field).Select(bytes => Convert.ToHexStringLower(bytes.Span)).FirstOrDefault() ?? "";

    internal bool Has(int field) => Of(field).Any();

    /// <summary>Attributes are messages of a key and a value, which is a message of a text.</summary>
    internal IReadOnlyDictionary<string, string> Attributes(int field) =>
        Messages(field).GroupBy(a => a.Text(1))
            .ToDictionary(a => a.Key, a => a.First().Messages(2).FirstOrDefault()?.Text(1) ?? "");

    private IEnumerable<ReadOnlyMemory<byte>> Of(int field) =>
        _fields.Where(f => f.Field == field).Select(f => f.Bytes);

    private static ulong Varint(ref ReadOnlyMemory<byte> rest)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = rest.Span[0];
            rest = rest[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}
