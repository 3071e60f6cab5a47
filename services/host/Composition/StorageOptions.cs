using System.ComponentModel.DataAnnotations;

namespace PathAlign.Host.Composition;

/// <summary>Which stores hold documents and objects.</summary>
internal sealed record StorageOptions
{
    internal const string Section = "Storage";

    /// <summary>sqlite: one file, shared by the processes of one machine.</summary>
    [RegularExpression("sqlite", ErrorMessage = "expected sqlite.")]
    public string Documents { get; set; } = "sqlite";

    /// <summary>files: one folder, shared by the processes of one machine.</summary>
    [RegularExpression("files", ErrorMessage = "expected files.")]
    public string Objects { get; set; } = "files";

    /// <summary>The database file of sqlite.</summary>
    public string SqlitePath { get; set; } = "";

    /// <summary>The folder of files.</summary>
    public string FilesPath { get; set; } = "";
}
