using System.Security.Cryptography;
using PathAlign.Files;

namespace PathAlign.Data;

/// <summary>Downloads PathMNIST's official archives (Zenodo record 10519652) and checks their published MD5.</summary>
public sealed class PathMnistDownload(HttpClient client)
{
    private const long MaxBytes = 20L << 30;

    private static readonly Dictionary<int, (string file, string md5)> Files = new()
    {
        [28] = ("pathmnist.npz", "a8b06965200029087d5bd730944a56c1"),
        [64] = ("pathmnist_64.npz", "55aa9c1e0525abe5a6b9d8343a507616"),
        [128] = ("pathmnist_128.npz", "ac42d08fb904d92c244187169d1fd1d9"),
        [224] = ("pathmnist_224.npz", "2c51a510bcdc9cf8ddb2af93af1eadec"),
    };

    /// <summary>Downloads one archive completely or not at all, and returns its path.</summary>
    /// <exception cref="InvalidInputException">The download failed, or its content is not the official
    /// file.</exception>
    /// <exception cref="ArgumentException">There is no archive of this size.</exception>
    public async Task<string> RunAsync(int size, string? path, Action<string> tell, CancellationToken cancel)
    {
        if (!Files.TryGetValue(size, out var wanted))
            throw new ArgumentException($"--size: expected {string.Join(", ", Files.Keys)}, got {size}");
        path ??= Path.Combine("data", wanted.file);
        var address = $"https://zenodo.org/records/10519652/files/{wanted.file}?download=1";
        try
        {
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancel);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            AtomicFile.Write(
                path,
                target =>
                    Copy(body, target, response.Content.Headers.ContentLength, wanted.md5, address, tell, cancel));
            return path;
        }
        catch (HttpRequestException error)
        {
            throw new InvalidInputException(
                address,
                "download",
                $"expected the official file, but the download failed ({error.Message}); download it on another " +
                    $"machine and pass it with --data");
        }
    }

    private static void Copy(
        Stream body,
        Stream target,
        long? total,
        string md5,
        string address,
        Action<string> tell,
        CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);   // the publisher provides no other hash
        var buffer = new byte[1 << 20];
        long done = 0, told = 0;
        for (int read; (read = body.Read(buffer)) > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            if ((done += read) > MaxBytes)
                throw new InvalidInputException(address, "download", $"expected at most {MaxBytes} bytes");
            hash.AppendData(buffer, 0, read);
            target.Write(buffer, 0, read);
            if (done - told < 32 << 20) continue;
            told = done;
            var size = total is { } all
                ? (all >> 20).ToString(System.Globalization.CultureInfo.InvariantCulture)
                : "?";
            tell($"{done >> 20} of {size} MiB");
        }
        var found = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (found != md5)
            throw new InvalidInputException(
                address, "download", $"expected MD5 {md5}, found {found} after {done} bytes");
    }
}
