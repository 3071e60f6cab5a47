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
        var hash = RaterRegistry.Hash(key);
        var there = await raters.NamedAsync(Name, cancellationToken);
        // A key that was replaced since, because somebody else knew it, must not come back with a restart.
        if (there?.SettingsKeySha256 == hash) return;
        if (there?.KeySha256 != hash)
            await audit.AppendAsync(
                "settings", there is null ? "user-registered" : "key-replaced", $"{Name}:{Name}", cancellationToken);
        await raters.RegisterAsync(Name, key, RaterRole.Operator, RaterKind.Human, cancellationToken);
        await raters.ChangeAsync(Name, rater => rater with { SettingsKeySha256 = hash }, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
