using System.Runtime.Intrinsics.X86;
using PathAlign.Models.Compute;
using PathAlign.Tests.Categories;
using PathAlign.Tests.Sampling;
using Xunit;

namespace PathAlign.Tests.Models.Layers;

/// <summary>
/// Numerics, invariants and replay with the kernels that LibTorch and oneDNN choose on other processors: each kind in a
/// process of its own, since either library looks at its setting once. Kinds that the processor lacks are left out:
/// LibTorch would end at the first such instruction; oneDNN would fall back to a kind that is tried anyway.
/// </summary>
[Slow]
public sealed class ProcessorMatrixTests
{
    private static readonly Type[] Subjects = [typeof(NumericsTests), typeof(TileSamplerTests), typeof(TileFilesTests)];

    private static IEnumerable<string> LibTorchKinds =>
        new[] { ("default", true), ("avx2", Avx2.IsSupported), ("avx512", Avx512F.IsSupported) }
            .Where(kind => kind.Item2)
            .Select(kind => kind.Item1);

    private static IEnumerable<string> OneDnnKinds =>
        new[]
        {
            ("AVX2", true), ("AVX512_CORE", Avx512BW.IsSupported), ("AVX512_CORE_BF16", Processor.HasBFloat16),
        }
            .Where(kind => kind.Item2)
            .Select(kind => kind.Item1);

    public static TheoryData<string, string> Kinds { get; } =
        new MatrixTheoryData<string, string>(LibTorchKinds, OneDnnKinds);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Numerics_and_invariants_hold_with_the_kernels_of(string libTorch, string oneDnn)
    {
        string[] arguments =
        [
            typeof(ProcessorMatrixTests).Assembly.Location,
            "-noColor",
            .. Subjects.SelectMany(s => new[] { "-class", s.FullName! }),
        ];

        var (code, output, error) = await Programs.RunAsync(
            "dotnet", arguments, ("ATEN_CPU_CAPABILITY", libTorch), ("ONEDNN_MAX_CPU_ISA", oneDnn));

        Assert.True(code == 0, output + error);
        Assert.Contains("Failed: 0, Skipped: 0", output);
        Assert.DoesNotContain("Total: 0", output);
    }
}
