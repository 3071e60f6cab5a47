using Microsoft.Extensions.Options;

namespace PathAlign.Messaging.Jobs;

/// <summary>Rules across two settings.</summary>
internal sealed class JobOptionsRules : IValidateOptions<JobOptions>
{
    public ValidateOptionsResult Validate(string? name, JobOptions options) =>
        options.HeartbeatSeconds * 2 > options.LeaseSeconds
        ? ValidateOptionsResult.Fail(
            $"{JobOptions.Section}:{nameof(JobOptions.HeartbeatSeconds)}: expected at most half of " +
                $"{nameof(JobOptions.LeaseSeconds)} ({options.LeaseSeconds}), found {options.HeartbeatSeconds}")
        : ValidateOptionsResult.Success;
}
