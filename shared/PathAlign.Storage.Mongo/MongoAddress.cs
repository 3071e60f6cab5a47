using System.Text.RegularExpressions;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;

namespace PathAlign.Storage.Mongo;

/// <summary>
/// A checked connection string, with this project's time-outs and pool size unless it sets its own.
/// </summary>
internal sealed partial class MongoAddress
{
    private const string Key = $"{MongoOptions.Section}:{nameof(MongoOptions.ConnectionString)}";

    private static readonly (string Name, string Value)[] Defaults =
    [
        ("appName", "pathalign"), ("maxPoolSize", "16"), ("connectTimeoutMS", "5000"),
        ("serverSelectionTimeoutMS", "5000"), ("socketTimeoutMS", "20000"), ("waitQueueTimeoutMS", "20000"),
    ];

    /// <exception cref="ArgumentException">
    /// MongoDB.Driver does not accept the connection string or one of its options; or a server on another machine has
    /// no user, or a placeholder as password. The message names the key and the value, never a secret.
    /// </exception>
    internal MongoAddress(string connectionString)
    {
        var parts = Form().Match(connectionString ?? "");
        if (!parts.Success)
        {
            var found = string.IsNullOrEmpty(connectionString) ? "nothing" : "something else";
            throw new ArgumentException($"{Key}: expected mongodb://user:password@host:port/?options, found {found}");
        }
        Hosts = parts.Groups["hosts"].Value;
        var options = parts.Groups["options"].Value.Split('&', StringSplitOptions.RemoveEmptyEntries).ToList();
        CheckCredentials(parts.Groups["user"].Value, parts.Groups["password"], Has(options, "authMechanism"));
        foreach (var (name, value) in Defaults)
            if (!Has(options, name))
                options.Add($"{name}={value}");
        var start = $"{parts.Groups["server"].Value}/{parts.Groups["database"].Value}?";
        ConnectionString = start + string.Join('&', options);
        Settings = SettingsOf(ConnectionString)
            ?? throw Refusal(options.Find(o => SettingsOf(start + string.Join('&', options.Except([o]))) is not null));
    }

    /// <summary>The connection string with secrets; must not be logged.</summary>
    internal string ConnectionString { get; }

    /// <summary>The driver's settings, also with secrets.</summary>
    internal MongoClientSettings Settings { get; }

    /// <summary>Only the servers, for messages.</summary>
    internal string Hosts { get; }

    private bool IsLocal =>
        Hosts.Split(',').All(
            host =>
                host.Split(':')[0] is "localhost" or "127.0.0.1" || host.StartsWith("[::1]", StringComparison.Ordinal));

    private static bool Has(List<string> options, string name) => options.Exists(option => Is(option, name));

    private static bool Is(string option, string name) =>
        option.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The driver's settings; null if the driver rejects the connection string. The driver's messages contain the whole
    /// string, so they are not used.
    /// </summary>
    private static MongoClientSettings? SettingsOf(string connectionString)
    {
        try
        {
            var settings = MongoClientSettings.FromConnectionString(connectionString);
            // The driver would ignore these, and would throw for a negative time-out only when it connects.
            if (new ConnectionString(connectionString).AllUnknownOptionNames.Any()) return null;
            if (settings.SocketTimeout < TimeSpan.Zero) return null;
            return settings.MaxConnectionPoolSize is >= 1 and <= 512 ? settings : null;
        }
        catch (Exception e) when (e is MongoConfigurationException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <param name="option">The invalid option (the driver accepts the rest without it), or null.</param>
    private ArgumentException Refusal(string? option)
    {
        if (option is null)
            return new($"{Key}: expected a connection string that MongoDB.Driver accepts, with user and password "
                + $"percent-encoded, found another for {Hosts}");
        var shown = Is(option, "authMechanismProperties") ? "authMechanismProperties" : option;   // they hold tokens
        return new($"{Key}: expected options that MongoDB.Driver knows, with values that it accepts "
            + $"(maxPoolSize: 1 to 512), found '{shown}'");
    }

    private void CheckCredentials(string user, Group password, bool hasMechanism)
    {
        if (IsLocal) return;
        if (user.Length == 0 && !hasMechanism)
            throw new ArgumentException(
                $"{Key}: expected a user for {Hosts}, found none; only a server on this machine needs none");
        if (password.Success && (password.Length == 0 || Placeholder.Is(password.Value)))
            throw new ArgumentException($"{Key}: expected a password of your own for {Hosts}, found a placeholder");
    }

    [GeneratedRegex(
        @"\A(?<server>mongodb(\+srv)?://((?<user>[^:@/?]+)(:(?<password>[^:@/?]*))?@)?" +
        @"(?<hosts>[^@/?]+))(/(?<database>[^?/]*))?(\?(?<options>.*))?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
