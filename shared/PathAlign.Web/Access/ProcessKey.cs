using System.Security.Cryptography;
using System.Text;

namespace PathAlign.Web.Access;

/// <summary>An operator's key that is valid while this process runs and is not stored.</summary>
/// <param name="name">Who acts in the audit log.</param>
public sealed class ProcessKey(string name)
{
    /// <summary>The key.</summary>
    public string Key { get; } = RaterRegistry.NewKey(name);

    /// <summary>The owner of the key; null if it is another one.</summary>
    internal Rater? Owner(string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(key))
            ? new Rater { Name = name, Role = RaterRole.Operator, Kind = RaterKind.Human }
            : null;
}
