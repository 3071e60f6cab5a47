namespace PathAlign.Standalone;

/// <summary>The address of a cluster's API and the key of an operator there.</summary>
internal sealed record ClusterAddress(Uri Url, string Key)
{
    /// <summary>
    /// The variable with the key if no file is named. The command line takes no key, since other users could read it.
    /// </summary>
    internal const string KeyVariable = "PATHALIGN_KEY";

    /// <exception cref="ArgumentException">The address is invalid, or the key is missing.</exception>
    internal static ClusterAddress Read(string url, string? keyFile)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new ArgumentException(
                $"--cluster: expected an address such as https://pathalign.example.org, got '{url}'");
        var key = (
            keyFile is null ? Environment.GetEnvironmentVariable(KeyVariable) : File.ReadAllText(keyFile))?.Trim();
        return string.IsNullOrEmpty(key)
            ? throw new ArgumentException(
                $"--cluster: expected an operator's key in the file of --key-file or in {KeyVariable}, found " +
                    $"none")
            : new ClusterAddress(address, key);
    }
}
