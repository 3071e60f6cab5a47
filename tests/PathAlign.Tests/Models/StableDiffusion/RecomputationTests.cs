using System.Runtime.InteropServices;
using PathAlign.Models.Adapters;
using PathAlign.Models.Compute;
using PathAlign.Models.Generator;
using PathAlign.Models.StableDiffusion;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace PathAlign.Tests.Models.StableDiffusion;

[Collection(nameof(Alone))]
public sealed partial class RecomputationTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly ConditionalUNet _network = new ConditionalUNet(Tiny.UNet).Filled();
    private readonly Tensor _noisy = GoldenValues.Values("noisy", 2, 4, 7, 5).requires_grad_();
    private readonly Tensor _text = GoldenValues.Values("text", 2, 3, 8).requires_grad_();
    private readonly Tensor _steps = tensor([1L, 981L]);

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("float32", 5e-6)]
    [InlineData("bfloat16", 0.05)]   // what several blocks use has their gradients added in another order
    public void Outputs_and_gradients_are_those_of_a_network_that_keeps_its_activations(string precision, double limit)
    {
        using var chosen = ComputePrecision.Use(precision);

        var kept = Pass(recomputes: false);
        var recomputed = Pass(recomputes: true);

        Assert.Equal(kept.Keys, recomputed.Keys);
        foreach (var (name, expected) in kept)
        {
            var largest = expected.abs().max().item<float>();
            Assert.True(largest > 0, $"{name}: the test needs a gradient");
            var difference = (recomputed[name] - expected).abs().max().item<float>() / largest;
            Assert.True(difference <= limit, $"{name}: {difference}");
        }
    }

    [Fact]
    public void A_mask_takes_part()
    {
        var keep = tensor([1f, 0, 1, 1, 1, 0], 2, 3);
        Tensor Gradient(bool recomputes)
        {
            _network.Recomputes = recomputes;
            _text.grad = null;
            _network.Predict(_noisy, _steps, _text, keep).square().sum().backward();
            return _text.grad!.clone();
        }

        var recomputed = Gradient(recomputes: true);

        Assert.Equal(0, recomputed[0, 1].abs().max().item<float>());
        Assert.True(recomputed.allclose(Gradient(recomputes: false), 1e-6, 1e-6));
    }

    [Fact]
    public void An_adapter_is_trained_though_the_inputs_and_all_other_weights_have_no_gradient()
    {
        var config = Tiny.UNet with { DownBlockTypes = ["DownBlock2D", "CrossAttnDownBlock2D"] };
        config = config with { UpBlockTypes = ["CrossAttnUpBlock2D", "UpBlock2D"] };
        var prompts = GoldenValues.Values("prompts", 3, 4, 8);
        using var network = new PromptedUNet(new ConditionalUNet(config).Filled(), prompts, 8, 10);
        using var adapter = new LoraAdapter(network, new LoraConfig(Rank: 2, Alpha: 2));
        foreach (var parameter in adapter.Parameters) nn.init.normal_(parameter, 0, 0.3);
        Tensor[] Gradients(bool recomputes)
        {
            network.Recomputes = recomputes;
            adapter.Merge();
            network.call(_noisy.detach(), tensor([0.2f, 0.9f]), tensor([0L, 2L])).square().mean().backward();
            adapter.CollectGradients();
            return [.. adapter.Parameters.Select(p => p.grad!.clone())];
        }

        var (kept, recomputed) = (Gradients(recomputes: false), Gradients(recomputes: true));

        Assert.NotEmpty(kept);
        foreach (var (expected, found) in kept.Zip(recomputed))
        {
            Assert.True(expected.abs().max().item<float>() > 0, "the test needs a gradient");
            Assert.True(found.allclose(expected, 1e-5, 1e-6));
        }
    }

    [Fact]
    public void Blocks_run_again_only_if_gradients_are_recorded()
    {
        _network.Recomputes = true;

        using var mode = no_grad();
        var output = _network.call(_noisy, _steps, _text);

        Assert.False(output.requires_grad);
    }

    [Fact]
    public void A_pass_keeps_less_memory_for_the_backward_pass()
    {
        var noisy = GoldenValues.Values("noisy", 2, 4, 32, 32);
        double Kept(bool recomputes)
        {
            _network.Recomputes = recomputes;
            var before = BytesInUse();
            using var output = _network.call(noisy, _steps, _text);
            return BytesInUse() - before;
        }
        Kept(recomputes: false);   // LibTorch makes what it keeps for good

        var (recomputed, kept) = (Kept(recomputes: true), Kept(recomputes: false));

        Assert.True(recomputed * 2 < kept, $"{recomputed} bytes and {kept} bytes");
    }

    [Fact]
    public void Fifty_steps_leave_no_tensor_behind()
    {
        _network.Recomputes = true;
        void Step()
        {
            using var scope = NewDisposeScope();
            _network.zero_grad(set_to_none: false);
            _network.call(_noisy.detach(), _steps, _text.detach()).square().mean().backward();
        }
        Step();
        var before = LiveTensors.Settled();

        for (var i = 0; i < 50; i++) Step();

        Assert.Equal(before, LiveTensors.Settled());
    }

    /// <summary>What programs have of glibc's memory; LibTorch's tensors are there.</summary>
    private static double BytesInUse()
    {
        var memory = mallinfo2();
        return memory.InHeaps + memory.Mapped;
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial MallocFigures mallinfo2();

    private Dictionary<string, Tensor> Pass(bool recomputes)
    {
        _network.Recomputes = recomputes;
        _network.zero_grad();
        (_noisy.grad, _text.grad) = (null, null);
        var output = _network.call(_noisy, _steps, _text);
        output.square().sum().backward();
        var result = _network.named_parameters().ToDictionary(e => e.name, e => e.parameter.grad!.clone());
        (result["output"], result["noisy"], result["text"]) = (
            output.detach(), _noisy.grad!.clone(), _text.grad!.clone());
        return result;
    }

    /// <summary>struct mallinfo2 of malloc.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct MallocFigures
    {
        private readonly nuint _arena, _freeBlocks, _smallBlocks, _mappedBlocks, _mapped, _most, _freeSmall, _inUse;
        private readonly nuint _free, _trimmable;

        internal double Mapped => _mapped;

        internal double InHeaps => _inUse;
    }
}
