using PathAlign.Models.Adapters;
using PathAlign.Models.Layers;
using PathAlign.Models.Generator;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace PathAlign.Tests.Models.Adapters;

public sealed class LoraAdapterTests : IDisposable
{
    private static readonly LoraConfig Config = new(Rank: 2, Alpha: 6);
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Small _network = new();
    private readonly Tensor _images = randn(5, 3, 6, 6);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_fresh_adapter_changes_no_bit_of_the_output()
    {
        var before = WeightBits.Of(_network.call(_images));

        using var adapter = new LoraAdapter(_network, Config);
        adapter.Merge();

        Assert.Equal(before, WeightBits.Of(_network.call(_images)));
        Assert.Equal(0, adapter.RelativeChange());
    }

    [Fact]
    public void Collected_gradients_are_those_of_a_graph_that_builds_the_sum_itself()
    {
        var (convolution, projection) = (
            _network.conv.weight.detach().clone(), _network.linear.weight.detach().clone());
        using var adapter = Changed();
        var state = adapter.State.ToDictionary(e => e.name, e => e.tensor);
        var leaves = state.ToDictionary(e => e.Key, e => e.Value.detach().clone().requires_grad_());
        // α/r = 3
        Tensor Whole(string name, Tensor own) =>
            own + (leaves[$"{name}.lora_B.weight"].mm(leaves[$"{name}.lora_A.weight"]) * 3).reshape(own.shape);

        adapter.Merge();
        Loss(_network.call(_images)).backward();
        adapter.CollectGradients();
        Loss(
            Small.Forward(
                _images,
                Whole("conv", convolution),
                _network.conv.bias!,
                _network.norm,
                Whole("linear", projection),
                _network.linear.bias!)).backward();

        Assert.Equal(4, state.Count);
        foreach (var (name, leaf) in leaves)
        {
            Assert.True(leaf.grad!.abs().max().item<float>() > 1e-4, $"{name}: the test needs a gradient");
            Assert.True(state[name].grad!.allclose(leaf.grad!, 1e-3, 1e-5), name);
        }
    }

    [Fact]
    public void Gradients_reach_the_adapter_alone()
    {
        using var adapter = Changed();

        adapter.Merge();
        Loss(_network.call(_images)).backward();
        var reached = _network.named_parameters().Where(e => e.parameter.grad is not null).Select(e => e.name).ToList();
        adapter.CollectGradients();

        Assert.Equal(["conv.weight", "linear.weight"], reached.Order(StringComparer.Ordinal));
        Assert.All(_network.parameters(), p => Assert.Null(p.grad));
        Assert.All(adapter.Parameters, p => Assert.NotNull(p.grad));
    }

    [Fact]
    public void Letting_go_gives_the_network_its_own_weights_bit_for_bit_even_after_a_run_that_diverged()
    {
        using (no_grad()) _network.conv.weight.select(0, 0).fill_(-0f);   // -0 plus 0 would be +0
        _network.norm.weight!.requires_grad = false;
        var before = WeightBits.Of(_network);
        var adapter = Changed();
        nn.init.constant_(adapter.Parameters.First(), double.NaN);
        adapter.Merge();
        Assert.NotEqual(before, WeightBits.Of(_network));

        adapter.Dispose();
        adapter.Dispose();

        Assert.Equal(before, WeightBits.Of(_network));
    }

    [Fact]
    public void Baking_leaves_the_merged_weights_as_trainable_as_they_were()
    {
        var before = WeightBits.Of(_network);
        var adapter = Changed();
        adapter.Merge();
        var merged = WeightBits.Of(_network);

        adapter.Bake();
        adapter.Dispose();

        var after = WeightBits.Of(_network);
        Assert.Equal(merged.Select(e => e.bits), after.Select(e => e.bits));
        Assert.Equal(before.Select(e => e.trained), after.Select(e => e.trained));
        Assert.NotEqual(before.Select(e => e.bits), after.Select(e => e.bits));
    }

    [Fact]
    public void The_relative_change_is_the_ratio_of_the_norms()
    {
        double Squares(Func<string, bool> which, IReadOnlyDictionary<string, Tensor>? less = null) =>
            _network.named_parameters().Where(e => which(e.name))
            .Sum(
                e =>
                    (double)(e.parameter.detach() - (less is null ? 0 * e.parameter.detach() : less[e.name])).square()
                        .sum()
                        .item<float>());
        var own = _network.named_parameters().ToDictionary(e => e.name, e => e.parameter.detach().clone());
        var whole = Squares(name => name is "conv.weight" or "linear.weight");
        using var adapter = Changed();

        adapter.Merge();

        Assert.Equal(Math.Sqrt(Squares(_ => true, own) / whole), adapter.RelativeChange(), 1e-4);
    }

    [Fact]
    public void The_same_seed_starts_from_the_same_matrices()
    {
        string[] Start(ulong seed)
        {
            using var adapter = new LoraAdapter(_network, Config, seed);
            return [.. adapter.State.Select(e => WeightBits.Of(e.tensor))];
        }

        Assert.Equal(Start(4), Start(4));
        Assert.NotEqual(Start(4), Start(5));
    }

    [Fact]
    public void A_generators_time_and_class_stay_out_of_its_adapter()
    {
        using var network = new UNet(new UNetConfig(Size: 8, Channels: [8, 16], AttentionLevels: [1], HeadChannels: 8));
        using var adapter = new LoraAdapter(network, Config);
        var names = adapter.State.Select(e => e.name).ToList();

        Assert.DoesNotContain(
            names,
            name =>
                name.StartsWith("time", StringComparison.Ordinal)
                    || name.Contains("embedding")
                    || name.Contains("norm"));
        Assert.Contains("conv_in.lora_A.weight", names);
        Assert.Contains("middle.0.attention.to_qkv.lora_B.weight", names);
        Assert.Contains("down.0.modulation.lora_A.weight", names);
    }

    [Theory]
    [InlineData(0, 1, "Rank")]
    [InlineData(1025, 1, "Rank")]
    [InlineData(4, 0, "Alpha")]
    [InlineData(4, double.NaN, "Alpha")]
    public void A_shape_that_cannot_be_is_refused_by_name_and_leaves_the_network_alone(
        int rank, double alpha, string name)
    {
        var before = WeightBits.Of(_network);

        Assert.Contains(
            name,
            Assert.Throws<ArgumentException>(() => new LoraAdapter(_network, new LoraConfig(rank, alpha))).Message);

        Assert.Equal(before, WeightBits.Of(_network));
    }

    private LoraAdapter Changed()
    {
        var adapter = new LoraAdapter(_network, Config);
        foreach (var parameter in adapter.Parameters) nn.init.normal_(parameter, 0, 0.3);
        return adapter;
    }

    private static Tensor Loss(Tensor output) => (output - 1).square().mean();

    private sealed class Small : DenoisingNetwork
    {
        internal readonly Conv2d conv = nn.Conv2d(3, 4, 3, padding: 1);
        internal readonly GroupNorm norm = Norm.Group(2, 4);
        internal readonly Linear linear = nn.Linear(4, 2);

        internal Small() : base(nameof(Small))
        {
            RegisterComponents();
        }

        public override int Size => 6;

        public override int InputChannels => 3;

        public override int Classes => 1;

        public override double CleanBound => 1;

        public override string ToJson() => "{}";

        public override bool IsAdapted(string parameter) => true;

        internal Tensor call(Tensor input) => forward(input, input, input);

        public override Tensor forward(Tensor input, Tensor time, Tensor classLabel) =>
            Forward(input, conv.weight, conv.bias!, norm, linear.weight, linear.bias!);

        internal static Tensor Forward(
            Tensor input,
            Tensor convolution,
            Tensor convolutionBias,
            GroupNorm norm,
            Tensor projection,
            Tensor projectionBias) =>
            F.linear(
                F.silu(norm.call(F.conv2d(input, convolution, convolutionBias, padding: [1, 1]))).mean([2, 3]),
                projection,
                projectionBias);
    }
}
