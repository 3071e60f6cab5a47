using System.Text.Json;
using Microsoft.Extensions.Options;

namespace PathAlign.Feedback.Access.Oidc;

/// <summary>The provider as it describes itself, asked when somebody first wants to sign in: it may come up after this service.</summary>
internal sealed class OidcProvider(IOptions<FeedbackOptions> options) : IDisposable
{
    private const int MaxBytes = 1 << 20;
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = _timeout, MaxResponseContentBufferSize = MaxBytes };
    private OidcEndpoints? _found;

    /// <summary>Where it answers.</summary>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    /// <exception cref="InvalidDataException">What it answers is no discovery document of this issuer.</exception>
    internal async Task<OidcEndpoints> EndpointsAsync(CancellationToken cancel)
    {
        if (_found is { } found) return found;
        var issuer = options.Value.Oidc.Issuer;
        try
        {
            using var document = JsonDocument.Parse(await _http.GetStringAsync($"{issuer.TrimEnd('/')}/.well-known/openid-configuration", cancel));
            return _found = OidcEndpoints.Read(document.RootElement, issuer);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"discovery: expected JSON from '{issuer}', found something else", error);
        }
        catch (TaskCanceledException error) when (!cancel.IsCancellationRequested)
        {
            throw new HttpRequestException($"discovery: expected an answer of '{issuer}' within {_timeout.TotalSeconds} seconds, found none", error);
        }
    }

    public void Dispose() => _http.Dispose();
}
