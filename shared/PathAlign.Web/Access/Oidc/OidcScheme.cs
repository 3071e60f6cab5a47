using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace PathAlign.Web.Access.Oidc;

/// <summary>
/// Adds sign-in by a provider if the settings name one: ASP.NET's authorization code flow with PKCE.
/// </summary>
internal sealed class OidcScheme(
    IAuthenticationSchemeProvider schemes, IOptions<AccessOptions> options) : IHostedService
{
    internal const string Name = "Oidc", CallbackPath = "/api/v1/sign-in/oidc/callback";
    private const int MaxAnswerBytes = 1 << 20;
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10), _skew = TimeSpan.FromMinutes(2);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Oidc.IsOn)
            schemes.TryAddScheme(new AuthenticationScheme(Name, null, typeof(OpenIdConnectHandler)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Adds the services that the scheme needs.</summary>
    internal static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<OidcPeople>().AddTransient<OpenIdConnectHandler>().AddHostedService<OidcScheme>();
        services.AddSingleton<IPostConfigureOptions<OpenIdConnectOptions>, OpenIdConnectPostConfigureOptions>();
        services.AddOptions<OpenIdConnectOptions>(Name)
            .Configure<IOptions<AccessOptions>, OidcPeople, TimeProvider>(Configure);
        // A fixed name, so that replicas in different folders can read each other's sign-ins.
        services.AddDataProtection().SetApplicationName("pathalign-feedback");
        services.AddOptions<KeyManagementOptions>()
            .Configure<IOptions<AccessOptions>, IServiceProvider>((keys, options, provider) =>
        {
            if (options.Value.Oidc.IsOn) keys.XmlRepository = ActivatorUtilities.CreateInstance<StoredKeys>(provider);
        });
    }

    private static void Configure(
        OpenIdConnectOptions scheme, IOptions<AccessOptions> options, OidcPeople people, TimeProvider time)
    {
        var oidc = options.Value.Oidc;
        (scheme.ClientId, scheme.ClientSecret, scheme.CallbackPath) = (oidc.ClientId, oidc.ClientSecret, CallbackPath);
        (scheme.ResponseType, scheme.ResponseMode) = (OpenIdConnectResponseType.Code, OpenIdConnectResponseMode.Query);
        // This service has its own sessions: nobody signs out at the handler, and its session scheme is unused.
        (scheme.RemoteSignOutPath, scheme.SignedOutCallbackPath) = (default, default);
        scheme.SignInScheme = CallerHandler.Scheme;
        (scheme.TimeProvider, scheme.TokenHandler, scheme.DisableTelemetry) = (time, new SignedTokens(), true);
        scheme.TokenValidationParameters.ValidIssuer = oidc.Issuer;
        scheme.TokenValidationParameters.ClockSkew = _skew;
        scheme.CorrelationCookie = new SignInCookie(".pathalign-sign-in.", scheme.RemoteAuthenticationTimeout);
        scheme.NonceCookie = new SignInCookie(".pathalign-nonce.", scheme.RemoteAuthenticationTimeout);
        scheme.Backchannel = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = _timeout,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        // Read at the first sign-in, since the provider may start after this service.
        scheme.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{oidc.Issuer.TrimEnd('/')}/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(scheme.Backchannel)
            {
                RequireHttps = new Uri(oidc.Issuer).Scheme == Uri.UriSchemeHttps,
            },
            new OidcDiscovery(oidc.Issuer));
        scheme.Events = new OpenIdConnectEvents
        {
            OnTokenValidated = context => OidcClaims.ReadAsync(context, oidc),
            OnTicketReceived = people.TakeInAsync,
            OnRemoteFailure = people.TurnAwayAsync,
        };
    }
}
