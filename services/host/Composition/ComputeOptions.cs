using System.ComponentModel.DataAnnotations;
using PathAlign.Models.Compute;

namespace PathAlign.Hosting.Composition;

/// <summary>What the models compute on.</summary>
public sealed record ComputeOptions
{
    /// <summary>Where the settings stand.</summary>
    public const string Section = "Compute";

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>; a CUDA device needs a LibTorch that has CUDA.</summary>
    [Required]
    public string Device { get; set; } = ComputeDevice.Default;
}
