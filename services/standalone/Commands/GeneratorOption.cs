using System.CommandLine;
using PathAlign.Sampling;

namespace PathAlign.Standalone.Commands;

/// <summary>Which generator draws: its weights, and the adapter of a round.</summary>
internal sealed class GeneratorOption
{
    private const string Bare = "none", BloodCells = "bloodcells";
    private readonly Option<string?> _model = new("--model")
    {
        Description = $"Weights of the generator, or {BloodCells} for the shipped one of blood cells at 224 px; " +
            "default: the shipped generator of colorectal tissue at 28 px",
    };
    private readonly Option<string?> _adapter = new("--adapter")
    {
        Description = $"Adapter of that generator (adapter.safetensors beside a round's report), or {Bare}. " +
            $"Default: the shipped adapter for the shipped generator, {Bare} for any other",
    };

    internal void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_adapter);
    }

    internal GeneratorModel Load(ParseResult parsed)
    {
        var model = parsed.GetValue(_model);
        var adapter = parsed.GetValue(_adapter) ?? (model is null ? ShippedModels.Adapter : Bare);
        var path = model switch
        {
            null => ShippedModels.Generator,
            BloodCells => ShippedModels.BloodCells,
            _ => model,
        };
        return GeneratorModel.Load(path, adapter == Bare ? null : adapter);
    }
}
