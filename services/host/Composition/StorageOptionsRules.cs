using Microsoft.Extensions.Options;

namespace PathAlign.Hosting.Composition;

/// <summary>Checks the settings that each store requires.</summary>
internal sealed class StorageOptionsRules : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var faults = new List<string>();
        if (options is { Documents: "sqlite", SqlitePath: "" })
            faults.Add(
                $"{StorageOptions.Section}:{nameof(options.SqlitePath)}: expected the path of the database file, " +
                    $"found none");
        if (options is { Objects: "files", FilesPath: "" })
            faults.Add(
                $"{StorageOptions.Section}:{nameof(options.FilesPath)}: expected the folder of the objects, found " +
                    $"none");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
