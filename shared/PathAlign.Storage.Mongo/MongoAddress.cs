using System.Globalization;
using System.Text.RegularExpressions;

namespace PathAlign.Storage.Mongo;

/// <summary>A connection string that has been checked, with this project's time-outs and pool where it names none itself.</summary>
internal sealed partial class MongoAddress
{
    private static readonly (string Name, string Value)[] Defaults =
    [
        ("appName", "pathalign"), ("maxPoolSize", "16"), ("connectTimeoutMS", "5000"), ("serverSelectionTimeoutMS", "5000"), ("socketTimeoutMS", "20000"),
    ];

    /// <exception cref="ArgumentException">It is no connection string, names no user for a server that is not on this machine, or has a placeholder for a password. The message never shows the password.</exception>
    internal MongoAddress(string connectionString)
    {
        var parts = Form().Match(connectionString ?? "");
        if (!parts.Success) throw new ArgumentException($"{MongoOptions.Section}:{nameof(MongoOptions.ConnectionString)}: expected mongodb://user:password@host:port/?options, found {(string.IsNullOrEmpty(connectionString) ? "nothing" : "something else")}");
        Hosts = parts.Groups["hosts"].Value;
        var options = parts.Groups["options"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries).ToList();
        CheckCredentials(parts.Groups["user"].Value, parts.Groups["password"], Named(options, "authMechanism") is not null);
        foreach (var (name, value) in Defaults)
            if (Named(options, name) is null)
                options.Add($"{name}={value}");
        MaxPoolSize = int.TryParse(Named(options, "maxPoolSize"), CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= 512
            ? size
            : throw new ArgumentException($"{MongoOptions.Section}:{nameof(MongoOptions.ConnectionString)}: expected a maxPoolSize of 1 to 512, found '{Named(options, "maxPoolSize")}'");
        ConnectionString = $"{parts.Groups["server"].Value}/{parts.Groups["database"].Value}?{string.Join('&', options)}";
    }

    /// <summary>With its secrets: never to be logged.</summary>
    internal string ConnectionString { get; }

    /// <summary>The servers alone, for messages.</summary>
    internal string Hosts { get; }

    /// <summary>How many commands run at once.</summary>
    internal int MaxPoolSize { get; }

    private bool IsLocal => Hosts.Split(',').All(host => host.Split(':')[0] is "localhost" or "127.0.0.1" || host.StartsWith("[::1]", StringComparison.Ordinal));

    private static string? Named(List<string> options, string name) =>
        options.Find(o => o.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..];

    private void CheckCredentials(string user, Group password, bool hasMechanism)
    {
        const string key = $"{MongoOptions.Section}:{nameof(MongoOptions.ConnectionString)}";
        if (IsLocal) return;
        if (user.Length == 0 && !hasMechanism) throw new ArgumentException($"{key}: expected a user for {Hosts}, found none; only a server on this machine may go without");
        if (password.Success && (password.Length == 0 || Placeholder.Is(password.Value))) throw new ArgumentException($"{key}: expected a password of your own for {Hosts}, found a placeholder");
    }

    [GeneratedRegex(@"\A(?<server>mongodb(\+srv)?://((?<user>[^:@/?]+)(:(?<password>[^:@/?]*))?@)?(?<hosts>[^@/?]+))(/(?<database>[^?/]*))?(\?(?<options>.*))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
