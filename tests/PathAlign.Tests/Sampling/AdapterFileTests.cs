using System.Security.Cryptography;
using System.Text.Json;
using PathAlign.Files;
using PathAlign.Models.Adapters;
using PathAlign.Sampling;
using PathAlign.Tests.Files;
using PathAlign.Tests.Models;
using TorchSharp;
using Xunit;

namespace PathAlign.Tests.Sampling;

public sealed class AdapterFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _base;
    private readonly GeneratorModel _model;

    public AdapterFileTests()
    {
        _base = TinyGenerator.Write(_folder);
        _model = GeneratorModel.Load(_base);
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void An_adapter_merged_after_a_file_draws_the_same_bytes_and_tells_its_hash()
    {
        var bare = TinyGenerator.Draw(_model);
        byte[] adapted;
        using (var adapter = TinyGenerator.Adapt(_model))
        {
            adapted = TinyGenerator.Draw(_model);
            AdapterFile.Write(
                _folder.At("adapter"), adapter, _model, new Dictionary<string, string> { ["round"] = "r1" });
        }

        using var loaded = GeneratorModel.Load(_base, _folder.At("adapter"));

        Assert.NotEqual(bare, adapted);
        Assert.Equal(adapted, TinyGenerator.Draw(loaded));
        Assert.Equal(bare, TinyGenerator.Draw(_model));
        Assert.All(loaded.Network.parameters(), p => Assert.True(p.requires_grad));
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.At("adapter"))));
        var texts = Provenance.Of(loaded, new SamplingOptions { Labels = [0] }, 0, 0);
        Assert.Equal((hash, _model.Sha256), (texts["pathalign:adapter_sha256"], texts["pathalign:base_sha256"]));
        Assert.Equal(
            "none", Provenance.Of(_model, new SamplingOptions { Labels = [0] }, 0, 0)["pathalign:adapter_sha256"]);
    }

    [Fact]
    public void An_adapter_written_twice_has_the_same_bytes_and_keeps_its_lineage()
    {
        using var adapter = TinyGenerator.Adapt(_model);
        foreach (var name in (string[])["one", "two"])
            AdapterFile.Write(
                _folder.At(name),
                adapter,
                _model,
                new Dictionary<string, string> { ["round"] = "r1", ["kind"] = "cuckoo" });

        Assert.Equal(File.ReadAllBytes(_folder.At("one")), File.ReadAllBytes(_folder.At("two")));
        using var file = SafetensorsFile.Open(_folder.At("one"));
        Assert.Equal(("r1", "adapter"), (file.Metadata["round"], file.Metadata["kind"]));
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "another base", "expected an adapter of the generator" },
        { "another rank", "expected shape" },
        { "a tensor less", "expected a tensor" },
        { "a tensor more", "expected only" },
        { "NaN", "expected finite numbers" },
        { "another kind", "expected an adapter, found kind 'generator'" },
        { "no kind", "expected 'kind' of an adapter" },
        { "no shape", "expected 'lora' of an adapter" },
        { "a shape that is no JSON", "expected rank and alpha" },
        { "a shape of null", "expected rank and alpha" },
        { "rank 0", "expected 1 to 1024" },
        { "no file", "found none" },
        { "no safetensors", "expected" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_no_adapter_of_this_generator_is_refused_in_a_sentence_and_changes_nothing(
        string what, string words)
    {
        using (var adapter = TinyGenerator.Adapt(_model))
            AdapterFile.Write(_folder.At("good"), adapter, _model, new Dictionary<string, string>());
        var path = Spoilt(what);
        var before = WeightBits.Of(_model.Network);

        var read = Assert.Throws<InvalidInputException>(() => AdapterFile.Read(_model, path));
        var load = Assert.Throws<InvalidInputException>(() => GeneratorModel.Load(_base, path));
        using var present = new LoraAdapter(_model.Network, new LoraConfig(2, 4), 9);
        var state = present.State.Select(e => WeightBits.Of(e.tensor)).ToList();
        var into = Assert.Throws<InvalidInputException>(() => AdapterFile.LoadInto(present, _model, path));

        Assert.Equal(state, present.State.Select(e => WeightBits.Of(e.tensor)));
        present.Dispose();
        Assert.Equal(before, WeightBits.Of(_model.Network));
        Assert.All((InvalidInputException[])[read, load, into], error =>
        {
            Assert.StartsWith(path, error.Message);
            Assert.DoesNotContain('\n', error.Message);
        });
        Assert.Contains(words, read.Message);
    }

    [Fact]
    public void Only_an_adapter_of_the_same_rank_and_scale_is_taken_into_another()
    {
        using (var adapter = TinyGenerator.Adapt(_model))
            AdapterFile.Write(_folder.At("good"), adapter, _model, new Dictionary<string, string>());
        using var scaled = new LoraAdapter(_model.Network, new LoraConfig(2, 2));

        var error = Assert.Throws<InvalidInputException>(
            () => AdapterFile.LoadInto(scaled, _model, _folder.At("good")));

        Assert.Contains("expected rank 2 and alpha 2, found 2 and 4", error.Message);
    }

    private string Spoilt(string what)
    {
        var path = _folder.At("spoilt");
        switch (what)
        {
            case "another base": Rewrite(m => m["base_sha256"] = new string('0', 64)); break;
            case "another rank": Rewrite(m => m["lora"] = JsonSerializer.Serialize(new LoraConfig(3, 4))); break;
            case "a tensor less": Rewrite(t: tensors => tensors.Skip(1)); break;
            case "a tensor more":
                Rewrite(
                t: tensors => tensors.Append(new TensorData("more", TensorDtype.F32, [1], new byte[4]))); break;
            case "NaN":
                Rewrite(
                    t: tensors => tensors.Select(
                        (e, i) => i > 0
                            ? e
                            : e with { Bytes = Enumerable.Repeat((byte)0xFF, e.Bytes.Length).ToArray() }));
                break;
            case "another kind": return _base;
            case "no kind": Rewrite(m => m.Remove("kind")); break;
            case "no shape": Rewrite(m => m.Remove("lora")); break;
            case "a shape that is no JSON": Rewrite(m => m["lora"] = "rank 2"); break;
            case "a shape of null": Rewrite(m => m["lora"] = "null"); break;
            case "rank 0": Rewrite(m => m["lora"] = "{\"Rank\":0,\"Alpha\":1}"); break;
            case "no safetensors": File.WriteAllText(path, "not at all what was asked for"); break;
        }
        return path;
    }

    private void Rewrite(
        Action<Dictionary<string, string>>? m = null, Func<IEnumerable<TensorData>, IEnumerable<TensorData>>? t = null)
    {
        using var file = SafetensorsFile.Open(_folder.At("good"));
        var metadata = new Dictionary<string, string>(file.Metadata);
        m?.Invoke(metadata);
        var tensors = file.Tensors.Values.Select(
            e => new TensorData(e.Name, e.Dtype, e.Shape, file.Bytes(e.Name).ToArray())).ToList();
        SafetensorsWriter.Write(_folder.At("spoilt"), t?.Invoke(tensors) ?? tensors, metadata);
    }
}
