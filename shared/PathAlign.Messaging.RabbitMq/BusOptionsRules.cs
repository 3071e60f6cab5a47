using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PathAlign.Messaging.Settings;

namespace PathAlign.Messaging.RabbitMq;

/// <summary>Rules that depend on the environment of the process.</summary>
internal sealed class BusOptionsRules(
    IHostEnvironment environment) : IPostConfigureOptions<BusOptions>, IValidateOptions<BusOptions>
{
    // RabbitMQ's default user, which can only connect from the same machine.
    private const string DevelopmentUser = "guest";

    public void PostConfigure(string? name, BusOptions options)
    {
        if (!environment.IsDevelopment() || options.User.Length > 0 || options.Password.Length > 0) return;
        (options.User, options.Password) = (DevelopmentUser, DevelopmentUser);
    }

    public ValidateOptionsResult Validate(string? name, BusOptions options)
    {
        var faults = new List<string>();
        if (options.User.Length == 0)
            faults.Add($"{BusOptions.Section}:{nameof(options.User)}: expected the broker's user, found none");
        if (
            Secret.Fault(
                $"{BusOptions.Section}:{nameof(options.Password)}", options.Password, environment) is { } fault)
            faults.Add(fault);
        if (options.TlsAuthority.Length > 0 && !File.Exists(options.TlsAuthority))
            faults.Add(
                $"{BusOptions.Section}:{nameof(options.TlsAuthority)}: expected a PEM file, found nothing at " +
                    $"'{options.TlsAuthority}'");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
