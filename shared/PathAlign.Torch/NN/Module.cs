using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A network or a part of one. <see cref="RegisterComponents"/> finds parameters, buffers and sub-modules among the
        /// fields; a field's name is its name in the state dict.
        /// </summary>
        public class Module : IDisposable
        {
            private readonly string _name;
            private readonly Dictionary<string, Module> _modules = [];
            private readonly Dictionary<string, Parameter> _parameters = [];
            private readonly Dictionary<string, Tensor> _buffers = [];
            private readonly List<string> _order = [];   // sub-modules in the order they were registered
            private bool _registered;

            protected Module(string name)
            {
                _name = name;
            }

            public virtual bool training { get; private set; } = true;

            public virtual string GetName() => _name;

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var (_, child) in named_children()) child.train(train);
            }

            public virtual void eval() => train(false);

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    if (set_to_none)
                    {
                        parameter.grad = null;
                        continue;
                    }
                    using var grad = parameter.grad;
                    using var zeroed = grad?.zero_();
                }
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => _order.Select(name => (name, _modules[name]));

            public virtual IEnumerable<Module> children() => named_children().Select(child => child.module);

            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (name, child) in named_children())
                {
                    yield return (name, child);
                    foreach (var (inner, module) in child.named_modules()) yield return ($"{name}.{inner}", module);
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var own = _parameters.Select(entry => (name: entry.Key, parameter: entry.Value));
                if (!recurse) return own;
                return own.Concat(named_children().SelectMany(child => child.module.named_parameters().Select(entry => (name: $"{child.name}.{entry.name}", entry.parameter))))
                    .DistinctBy(entry => entry.parameter.Handle);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(entry => entry.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var own = _buffers.Select(entry => (name: entry.Key, buffer: entry.Value));
                return recurse
                    ? own.Concat(named_children().SelectMany(child => child.module.named_buffers().Select(entry => (name: $"{child.name}.{entry.name}", entry.buffer))))
                    : own;
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) => named_buffers(recurse).Select(entry => entry.buffer);

            /// <summary>All parameters and buffers by name; the tensors themselves, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                foreach (var (name, parameter) in named_parameters()) destination[Prefixed(prefix, name)] = parameter;
                foreach (var (name, buffer) in named_buffers()) destination[Prefixed(prefix, name)] = buffer;
                return destination;
            }

            /// <summary>Copies <paramref name="source"/> into the tensors of the same names.</summary>
            /// <exception cref="InvalidOperationException">Strict, and names differ.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var own = state_dict();
                var missing = own.Keys.Where(name => !source.ContainsKey(name) && skip?.Contains(name) != true).ToList();
                var unexpected = source.Keys.Where(name => !own.ContainsKey(name) && skip?.Contains(name) != true).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException($"state dict of {_name}: missing [{string.Join(", ", missing)}], unexpected [{string.Join(", ", unexpected)}]");
                using var mode = no_grad();
                foreach (var (name, tensor) in own)
                    if (source.TryGetValue(name, out var value) && skip?.Contains(name) != true)
                        tensor.copy_(value).Dispose();
                return (missing, unexpected);
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (!_buffers.TryAdd(name, tensor)) throw new InvalidOperationException($"Tensor {name} is already registered.");
                tensor.DetachFromDisposeScope();
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                if (!_parameters.TryAdd(name, param)) throw new InvalidOperationException($"Parameter {name} is already registered.");
                param.DetachFromDisposeScope();
            }

            public virtual void register_module(string name, Module submodule)
            {
                if (string.IsNullOrEmpty(name) || name.Contains('.')) throw new ArgumentException($"module name: expected a name without dots, got '{name}'");
                if (!_modules.TryAdd(name, submodule)) throw new InvalidOperationException($"Sub-module {name} is already registered.");
                _order.Add(name);
                submodule.RegisterComponents();
            }

            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Registers every parameter, buffer and module among the fields, base classes first.</summary>
            protected virtual void RegisterComponents()
            {
                if (_registered) return;
                _registered = true;
                foreach (var field in Fields(GetType()))
                {
                    if (_modules.ContainsKey(field.Name) || _parameters.ContainsKey(field.Name) || _buffers.ContainsKey(field.Name)) continue;
                    switch (field.GetValue(this))
                    {
                        case Module module: register_module(field.Name, module); break;
                        case Parameter parameter: register_parameter(field.Name, parameter); break;
                        case Tensor tensor: register_buffer(field.Name, tensor); break;
                    }
                }
            }

            internal void MoveTo(ScalarType? type, Device? device)
            {
                using var mode = no_grad();
                foreach (var tensor in parameters().Concat<Tensor>(buffers()))
                {
                    var target = type is { } wanted && tensor.is_floating_point() ? wanted : tensor.dtype;
                    using var moved = tensor.to(target, device ?? tensor.device);
                    if (moved.Handle == tensor.Handle) continue;
                    var gradient = tensor.requires_grad;
                    Interop.Native.Check(Interop.Native.pt_set_data(tensor.Handle, moved.Handle), $"{_name}.to");
                    if (gradient) tensor.grad = null;
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var child in children()) child.Dispose();
                foreach (var parameter in _parameters.Values) parameter.Dispose();
                foreach (var buffer in _buffers.Values) buffer.Dispose();
            }

            private static string Prefixed(string? prefix, string name) => string.IsNullOrEmpty(prefix) ? name : $"{prefix}.{name}";

            private static IEnumerable<FieldInfo> Fields(Type? type)
            {
                if (type is null || type == typeof(Module)) return [];
                const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
                return Fields(type.BaseType).Concat(type.GetFields(Own));
            }
        }

        public abstract class Module<T, TResult>(string name) : Module(name)
        {
            public abstract TResult forward(T input);

            public TResult call(T input) => forward(input);
        }

        public abstract class Module<T1, T2, TResult>(string name) : Module(name)
        {
            public abstract TResult forward(T1 input1, T2 input2);

            public TResult call(T1 input1, T2 input2) => forward(input1, input2);
        }

        public abstract class Module<T1, T2, T3, TResult>(string name) : Module(name)
        {
            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            public TResult call(T1 input1, T2 input2, T3 input3) => forward(input1, input2, input3);
        }
    }
}

/// <summary>Moves between devices and element types that keep the module's own type.</summary>
public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module
    {
        module.MoveTo(type, null);
        return module;
    }

    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module
    {
        module.MoveTo(null, device);
        return module;
    }

    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module
    {
        module.MoveTo(type, device);
        return module;
    }
}
