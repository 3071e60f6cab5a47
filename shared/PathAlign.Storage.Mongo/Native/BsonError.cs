using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace PathAlign.Storage.Mongo.Native;

/// <summary><c>bson_error_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BsonError
{
    internal const uint Client = 1;
    internal const uint ClientAuthenticate = 11;
    internal const uint Sasl = 7;
    internal const uint Scram = 14;

    internal uint Domain;
    internal uint Code;
    private Text _message;

    /// <summary>Whether the server was reached and did not accept who asks.</summary>
    internal readonly bool IsAuthentication => Domain is Sasl or Scram || (Domain == Client && Code == ClientAuthenticate);

    internal string Message
    {
        get
        {
            ReadOnlySpan<byte> text = _message;
            var end = text.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
        }
    }

    [InlineArray(504)]
    private struct Text
    {
        private byte _first;
    }
}
