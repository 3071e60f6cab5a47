using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PathAlign.Web.Access;
using PathAlign.Web.Access.Oidc;
using PathAlign.Web.Audit;
using PathAlign.Web.Http;

namespace PathAlign.Web;

/// <summary>
/// The base of a service with its own API: authentication, and the rules of every route.
/// </summary>
internal static class WebServices
{
    /// <summary>
    /// Adds keys, accounts, sessions, sign-in, the audit log and the limit of requests. The service must also add the
    /// document store, its settings and those of the audit log.
    /// </summary>
    /// <typeparam name="TOptions">The service's settings.</typeparam>
    internal static IServiceCollection AddAccess<TOptions>(this IServiceCollection services)
        where TOptions : AccessOptions
    {
        services.AddSingleton<IOptions<AccessOptions>>(p => p.GetRequiredService<IOptions<TOptions>>());
        services.AddSingleton<IOptions<RequestOptions>>(p => p.GetRequiredService<IOptions<TOptions>>());
        services.AddSingleton<RaterRegistry>()
            .AddSingleton<Sessions>()
            .AddSingleton<SignInCodes>()
            .AddSingleton<SignInLimit>()
            .AddSingleton<PasswordChecks>()
            .AddSingleton<SignIn>()
            .AddSingleton<AuditKeys>()
            .AddSingleton<AuditLog>()
            .AddSingleton<ErasedNames>()
            .AddSingleton<Accounts>()
            .AddSingleton<RefusedSignIns>()
            .AddSingleton<RateLimit>()
            .AddSingleton<AuditAnchors>()
            .AddHostedService(p => p.GetRequiredService<AuditAnchors>())
            .AddHostedService<OperatorKey>()
            .AddHostedService(p => p.GetRequiredService<RefusedSignIns>());
        services.AddAuthentication(CallerHandler.Scheme)
            .AddScheme<AuthenticationSchemeOptions, CallerHandler>(CallerHandler.Scheme, null);
        OidcScheme.AddTo(services);
        return services.AddAuthorization();
    }

    /// <summary>The group of all routes of the API, with the rules of every route.</summary>
    internal static RouteGroupBuilder MapApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup(Routes.Prefix);
        api.AddEndpointFilter<ApiBoundary>();
        api.AddEndpointFilter(
            (context, next) =>
                context.HttpContext.RequestServices.GetRequiredService<RateLimit>().InvokeAsync(context, next));
        api.AddEndpointFilter<CsrfGuard>();
        return api;
    }

    /// <summary>Maps signing in and out, and accounts.</summary>
    internal static void MapAccess(this RouteGroupBuilder api)
    {
        SessionRoutes.Map(api);
        OidcRoutes.Map(api);
        AccountRoutes.Map(api);
        AuditRoutes.Map(api);
    }
}
