using System.ComponentModel.DataAnnotations;

namespace PathAlign.Hosting.Composition;

/// <summary>Which stores hold documents and objects.</summary>
internal sealed record StorageOptions
{
    internal const string Section = "Storage";

    /// <summary>
    /// mongo, with settings in the section Mongo; or sqlite: one file that the processes of one machine share.
    /// </summary>
    [RegularExpression("sqlite|mongo", ErrorMessage = "expected sqlite or mongo.")]
    public string Documents { get; set; } = "sqlite";

    /// <summary>
    /// s3, with settings in the section S3; or files: one folder that the processes of one machine share.
    /// </summary>
    [RegularExpression("files|s3", ErrorMessage = "expected files or s3.")]
    public string Objects { get; set; } = "files";

    /// <summary>The database file for sqlite.</summary>
    public string SqlitePath { get; set; } = "";

    /// <summary>The folder for files.</summary>
    public string FilesPath { get; set; } = "";
}
