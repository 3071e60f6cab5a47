using System.ComponentModel.DataAnnotations;

namespace PathAlign.Hosting.Composition;

/// <summary>Which stores hold documents and objects.</summary>
internal sealed record StorageOptions
{
    internal const string Section = "Storage";

    /// <summary>
    /// mongo, with settings of their own in the section Mongo; or sqlite: one file, shared by the processes of one
    /// machine.
    /// </summary>
    [RegularExpression("sqlite|mongo", ErrorMessage = "expected sqlite or mongo.")]
    public string Documents { get; set; } = "sqlite";

    /// <summary>
    /// s3, with settings of their own in the section S3; or files: one folder, shared by the processes of one machine.
    /// </summary>
    [RegularExpression("files|s3", ErrorMessage = "expected files or s3.")]
    public string Objects { get; set; } = "files";

    /// <summary>The database file of sqlite.</summary>
    public string SqlitePath { get; set; } = "";

    /// <summary>The folder of files.</summary>
    public string FilesPath { get; set; } = "";
}
