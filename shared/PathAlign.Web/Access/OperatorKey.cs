using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PathAlign.Web.Audit;

namespace PathAlign.Web.Access;

/// <summary>
/// Registers the operator whose key is in the settings, so that a new cluster has an operator who can register others.
/// </summary>
internal sealed class OperatorKey(
    RaterRegistry raters, AuditLog audit, IOptions<AccessOptions> options) : IHostedService
{
    private const string Name = "operator";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.OperatorKey is not { Length: > 0 } key) return;
        var there = await raters.NamedAsync(Name, cancellationToken);
        if (there?.KeySha256 == RaterRegistry.Hash(key)) return;   // no entry in the log for every start
        await audit.AppendAsync(
            "settings", there is null ? "user-registered" : "key-replaced", $"{Name}:{Name}", cancellationToken);
        await raters.RegisterAsync(Name, key, RaterRole.Operator, RaterKind.Human, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
