using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace PathAlign.Storage.S3;

/// <summary>Rules of the settings.</summary>
internal sealed class S3OptionsRules : IValidateOptions<S3Options>
{
    private static readonly DataAnnotationValidateOptions<S3Options> Annotations = new(null);

    public ValidateOptionsResult Validate(string? name, S3Options options)
    {
        var failures = Annotations.Validate(name, options).Failures?.ToList() ?? [];
        CheckAddress(nameof(S3Options.Endpoint), options.Endpoint, failures);
        if (options.PublicEndpoint is not null)
            CheckAddress(nameof(S3Options.PublicEndpoint), options.PublicEndpoint, failures);
        if (Placeholder.Is(options.SecretKey) && !IsLocal(options.Endpoint))
            failures.Add(
                $"{S3Options.Section}:{nameof(S3Options.SecretKey)}: expected your own secret for " +
                    $"{options.Endpoint}, found a placeholder");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckAddress(string key, string address, List<string> failures)
    {
        if (
            !Uri.TryCreate(address, UriKind.Absolute, out var uri)
                || uri.Scheme is not ("http" or "https")
                || uri.PathAndQuery != "/"
                || uri.UserInfo.Length > 0)
            failures.Add($"{S3Options.Section}:{key}: expected an address like https://host:port, found '{address}'");
    }

    private static bool IsLocal(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsLoopback;
}
