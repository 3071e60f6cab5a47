namespace PathAlign.Standalone.Cluster;

/// <summary>Where a cluster's API is, and the key of an operator there.</summary>
internal sealed record ClusterAddress(Uri Url, string Key)
{
    /// <summary>
    /// Where the key is looked for when no file is named: a key on a command line could be read by others.
    /// </summary>
    internal const string KeyVariable = "PATHALIGN_KEY";

    /// <exception cref="ArgumentException">No address, or no key.</exception>
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
