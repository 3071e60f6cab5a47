using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PathAlign.Hosting.Composition;

/// <summary>
/// What comes before everything else in a request: headers of trusted proxies, then the check of the host name. Probes
/// of health use the address of the machine as host name, so they are not checked.
/// </summary>
internal sealed class Edge : IStartupFilter
{
    private const string Health = "/health";

    internal static void AddTo(IServiceCollection services)
    {
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<HttpOptions>>((headers, http) =>
        {
            headers.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            headers.ForwardLimit = null;   // up to the first address that is not trusted
            headers.KnownProxies.Clear();
            headers.KnownIPNetworks.Clear();
            foreach (var network in http.Value.Networks) headers.KnownIPNetworks.Add(network);
        });
        services.AddSingleton<IStartupFilter, Edge>();
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        var options = app.ApplicationServices.GetRequiredService<IOptions<HttpOptions>>().Value;
        // Without a trusted network the middleware would trust every sender.
        if (options.Networks.Count > 0) app.UseForwardedHeaders();
        app.UseWhen(
            http => !http.Request.Path.StartsWithSegments(Health),
            named => named.UseMiddleware<HostFilteringMiddleware>(new Hosts(options.Hosts)));
        next(app);
    };

    // ASP.NET's own options would also apply to probes of health.
    private sealed class Hosts(IReadOnlyList<string> names) : IOptionsMonitor<HostFilteringOptions>
    {
        public HostFilteringOptions CurrentValue { get; } = new() { AllowedHosts = [.. names] };

        public HostFilteringOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<HostFilteringOptions, string?> listener) => null;
    }
}
