using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using PathAlign.Feedback.Operations;
using PathAlign.Files;
using PathAlign.Storage.Objects;

namespace PathAlign.Standalone.Cluster;

/// <summary>
/// A cluster's object store through its API: uploads skip objects that already exist, downloads are cached, and all
/// objects are checked against their keys.
/// </summary>
internal sealed class ClusterObjectStore(HttpClient http, string cacheFolder) : IObjectStore
{
    private const string Objects = "/api/v1/objects/";
    private readonly FileObjectStore _cache = new(cacheFolder);

    public async Task<string> PutAsync(
        string kind, string extension, ReadOnlyMemory<byte> content, CancellationToken cancel = default)
    {
        var key = ObjectKey.Of(kind, extension, SHA256.HashData(content.Span));
        return await ExistsAsync(key, cancel)
            ? key
            : await SendAsync(key, kind, extension, new ReadOnlyMemoryContent(content), cancel);
    }

    public async Task<string> PutFileAsync(
        string kind, string extension, string path, CancellationToken cancel = default)
    {
        await using var file = File.OpenRead(path);
        var key = ObjectKey.Of(kind, extension, await SHA256.HashDataAsync(file, cancel));
        if (await ExistsAsync(key, cancel)) return key;
        file.Position = 0;
        return await SendAsync(key, kind, extension, new StreamContent(file), cancel);
    }

    public async Task<string> PutStreamAsync(
        string kind,
        string extension,
        Stream content,
        Func<string, CancellationToken, Task>? named = null,
        CancellationToken cancel = default)
    {
        var key = await _cache.PutStreamAsync(kind, extension, content, named, cancel);
        return await PutFileAsync(kind, extension, await _cache.GetFileAsync(key, cancel), cancel);
    }

    public async Task<byte[]> GetAsync(string key, CancellationToken cancel = default) =>
        await File.ReadAllBytesAsync(await GetFileAsync(key, cancel), cancel);

    public async Task<string> GetFileAsync(string key, CancellationToken cancel = default)
    {
        if (!await _cache.ExistsAsync(key, cancel))
        {
            using var response = await http.GetAsync(
                $"/api/v1/objects/{key}?address=true", HttpCompletionOption.ResponseHeadersRead, cancel);
            if (response.StatusCode == HttpStatusCode.NotFound) throw new ObjectNotFoundException(key);
            await ClusterServices.CheckAsync(response, cancel);
            // an object from which a person was erased has another key
            var held = response.Content.Headers.ContentLocation?.OriginalString ?? key;
            key = held.StartsWith(Objects, StringComparison.Ordinal) ? ObjectKey.Check(held[Objects.Length..]) : key;
            await KeepAsync(key, response.Content, cancel);
        }
        return await _cache.GetFileAsync(key, cancel);
    }

    public async Task<bool> ExistsAsync(string key, CancellationToken cancel = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/api/v1/objects/{ObjectKey.Check(key)}");
        using var response = await http.SendAsync(request, cancel);
        if (response.StatusCode == HttpStatusCode.NotFound) return false;
        await ClusterServices.CheckAsync(response, cancel);
        return true;
    }

    private async Task<string> SendAsync(
        string key, string kind, string extension, HttpContent content, CancellationToken cancel)
    {
        using (content)
        {
            using var response = await http.PostAsync($"/api/v1/objects/{kind}/{extension}", content, cancel);
            await ClusterServices.CheckAsync(response, cancel);
            var stored = (await response.Content.ReadFromJsonAsync<StoredObject>(cancel))!.Key;
            return stored == key
                ? key
                : throw new InvalidInputException(
                    $"{http.BaseAddress}", "objects", $"expected the key {key} of the uploaded object, got {stored}");
        }
    }

    private async Task KeepAsync(string key, HttpContent content, CancellationToken cancel)
    {
        var path = Path.Combine(Path.GetTempPath(), $"pathalign-download-{Guid.NewGuid():N}");
        try
        {
            await using (var file = File.Create(path)) await content.CopyToAsync(file, cancel);
            var parts = key.Split('/', '.');
            var stored = await _cache.PutFileAsync(parts[0], parts[^1], path, cancel);
            if (stored != key) throw new ObjectCorruptException(key, ObjectKey.HashOf(stored));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
