using System.ComponentModel.DataAnnotations;

namespace PathAlign.Storage.Mongo;

/// <summary>Settings of the document store in MongoDB.</summary>
public sealed record MongoOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Mongo";

    /// <summary>
    /// <c>mongodb://user:password@host:port,…/?replicaSet=…&amp;tls=true</c>; no default; comes from the
    /// environment (<c>Mongo__ConnectionString</c>). Defaults of its options: <c>maxPoolSize=16</c>,
    /// <c>connectTimeoutMS=5000</c>, <c>serverSelectionTimeoutMS=5000</c>, <c>socketTimeoutMS=20000</c>,
    /// <c>waitQueueTimeoutMS=20000</c>.
    /// </summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>The database: letters, digits, hyphens and underscores, at most 38.</summary>
    [Required, RegularExpression(@"\A[A-Za-z0-9_-]{1,38}\z")]
    public string Database { get; set; } = "pathalign";
}
