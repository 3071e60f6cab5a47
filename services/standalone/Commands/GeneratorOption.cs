using System.CommandLine;
using PathAlign.Sampling;

namespace PathAlign.Standalone.Commands;

/// <summary>Which generator draws: its weights, and the adapter of a round.</summary>
internal sealed class GeneratorOption
{
    private readonly Option<string?> _model = new("--model") { Description = "A generator's weights; the shipped ones by default" };
    private readonly Option<string?> _adapter = new("--adapter") { Description = "A round's adapter of that generator, adapter.safetensors beside the round's report; the bare generator by default" };

    internal void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_adapter);
    }

    internal GeneratorModel Load(ParseResult parsed) => GeneratorModel.Load(parsed.GetValue(_model) ?? ShippedModels.Generator, parsed.GetValue(_adapter));
}
