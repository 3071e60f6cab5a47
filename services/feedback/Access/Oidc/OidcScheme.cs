using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace PathAlign.Feedback.Access.Oidc;

/// <summary>Adds sign-in by a provider where the settings name one.</summary>
internal sealed class OidcScheme(IAuthenticationSchemeProvider schemes, IOptions<FeedbackOptions> options) : IHostedService
{
    internal const string Name = "Oidc", CallbackPath = "/api/v1/sign-in/oidc/callback";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Oidc.IsOn) schemes.TryAddScheme(new AuthenticationScheme(Name, null, typeof(OidcHandler)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Adds what the scheme needs.</summary>
    internal static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<OidcProvider>().AddSingleton<OidcPeople>().AddTransient<OidcHandler>().AddHostedService<OidcScheme>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OAuthOptions>, OAuthPostConfigureOptions<OAuthOptions, OidcHandler>>());
        services.AddOptions<OAuthOptions>(Name).Configure<IOptions<FeedbackOptions>, OidcPeople>(Configure);
        services.AddOptions<KeyManagementOptions>().Configure<IOptions<FeedbackOptions>, IServiceProvider>((keys, options, provider) =>
        {
            if (options.Value.Oidc.IsOn) keys.XmlRepository = ActivatorUtilities.CreateInstance<StoredKeys>(provider);
        });
    }

    private static void Configure(OAuthOptions scheme, IOptions<FeedbackOptions> options, OidcPeople people)
    {
        var oidc = options.Value.Oidc;
        (scheme.ClientId, scheme.ClientSecret, scheme.CallbackPath, scheme.UsePkce) = (oidc.ClientId, oidc.ClientSecret, CallbackPath, true);
        scheme.AuthorizationEndpoint = scheme.TokenEndpoint = oidc.Issuer;   // until discovery says better
        scheme.SignInScheme = CallerHandler.Scheme;                           // never asked: the session is this service's own
        scheme.BackchannelHttpHandler = new SocketsHttpHandler { AllowAutoRedirect = false };
        scheme.CorrelationCookie.SameSite = SameSiteMode.Lax;                 // the provider sends the browser back by a link
        scheme.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        foreach (var scope in new[] { "openid", "profile" }) scheme.Scope.Add(scope);
        scheme.Events = new OAuthEvents { OnTicketReceived = people.TakeInAsync, OnRemoteFailure = people.TurnAwayAsync };
    }
}
