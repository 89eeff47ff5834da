"""Generated from nbs/toolbox/exercises_learner.ipynb by tools/nb2tests.py. Do not edit: change the notebook, then run `make fresh`."""
from notebook_cells import Cells

cells = Cells(globals(), 'nbs/toolbox')
from gan_course.exercises_learner import (
    DataLoaders, Exercise, GANLearner, Game, Noise, _GAME_SOLUTION, _GAME_START, _OPTIMIZERS, _PLAYERS, _by_hand, _check_game, _check_hold,
    _check_roll, _check_switch, _clean_turn, _game, _gap, _hold, _off, _own_graphs, _played, _right_players, _right_round, _right_terms, _roll,
    _rolls, _switch, _terms, _tiny_images, _turns, _turns_of, flat, game_dls, kind, letter, near, need, nn, partial, seed_everything, tensor, torch)


@cells.setup
def _cell_61869e50():
    'nbs/toolbox/exercises_learner.ipynb #61869e50'
    global answer_of, but, exercise, mistakes_table, refused, test_eq, unsolved, untold
    from fastcore.test import test_eq

    from gan_course.exercises import answer_of, but, exercise, mistakes_table, refused, unsolved, untold


@cells.setup
def _cell_d30df73e():
    'nbs/toolbox/exercises_learner.ipynb #d30df73e'
    global wrong
    wrong = {}  # cells with typical mistakes, and what must be said to them


@cells.test
def test_gan_learner_solutions_pass():
    'nbs/toolbox/exercises_learner.ipynb #eb1895c5'
    test_eq(unsolved('learner'), [])


@cells.test
def test_how_far_it_rolls_typical_mistakes_are_named():
    'nbs/toolbox/exercises_learner.ipynb #3cec5303'
    wrong['learner.roll'] = [
        ("prediction = 'a'", 'a zero is an observation|gradient of zero is an observation'),
        ("prediction = 'b'", 'shrinks as well')]
    test_eq(untold('learner.roll', wrong['learner.roll']), [])


@cells.test
def test_the_other_holds_still_typical_mistakes_are_named():
    'nbs/toolbox/exercises_learner.ipynb #b412a34a'
    global hold, key
    key, hold = 'learner.hold', exercise('learner.hold').start
    wrong[key] = [
        (hold.replace('False', 'True'), 'in the very first turn'),
        (but(key, 'p.grad = None', 'p.grad.zero_()'), 'momentum rolls on'),
        (but(key, '    opt.step()\n', '    opt.step()\n    other.requires_grad_(False)\n'), 'no longer learn'),
        (but(key, '    opt.step()\n', ''), 'did not move in turn 1')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_whose_turn_typical_mistakes_are_named():
    'nbs/toolbox/exercises_learner.ipynb #e15aca2f'
    global key, now
    key, now = 'learner.switch', "'gen' if self.batch % 3 else 'critic'"
    wrong[key] = [
        (but(key, now, "'critic' if self.batch % 3 else 'gen'"), 'The critic begins'),
        (but(key, "[o for o in players if o == now]", "['critic', 'gen', 'gen']"), 'Only one of them'),
        (but(key, '[o for o in players if o == now]', 'now'), 'expected a list of names'),
        (but(key, '% 3', '% 2'), 'three batches long'),
        ('class TwiceGen(FixedSwitcher):\n    n = -1\n    def turns(self, players):\n        self.n += 1\n'
     '        return ["gen" if self.n % 3 else "critic"]', 'gives two answers'),
        ('class TwiceGen:\n    batch = 0\n'
     '    def turns(self, players): return ["gen" if self.batch % 3 else "critic"]\n'
     '    def played(self, terms): self.batch += 1\n    def state_dict(self): return {}\n'
     '    def load_state_dict(self, state): pass', 'restored from a checkpoint')]
    test_eq(untold(key, wrong[key]), [])


@cells.test
def test_a_game_of_your_own_typical_mistakes_are_named():
    'nbs/toolbox/exercises_learner.ipynb #1c82c242'
    global both, key, lazy
    key = 'learner.game'
    both = '(real - 1).square().mean() + made.square().mean()'
    wrong[key] = [
        (but(key, 'real, made =', 'made, real ='), 'targets exchanged'),
        (but(key, 'fake.detach()', 'fake'), 'walks back into the generator'),
        (but(key, '(self.critic(fake) - 1)', 'self.critic(fake)'), 'wants its fakes'),
        (but(key, 'dict(critic=self.critic, gen=self.gen)', 'dict(gen=self.gen, critic=self.critic)'),
         'wrong order'),
        (but(key, '(self.critic(fake) - 1)', '(self.critic(fake).sigmoid() - 1)'), 'squeezed the logits'),
        (but(key, both, f'({both})/2'), 'half of it'),
        (but(key, '(self.critic(fake) - 1).square().mean()', '(self.critic(fake) - 1).square()'),
         'take the mean'),
        (but(key, 'adv=(self.critic(fake) -', 'adv=(self.critic(fake.detach()) -'),
         'does not reach the generator'),
        (but(key, 'begin(self, b): return self.gen(b.z)', 'begin(self, z, image): return self.gen(z)'),
         'cannot be called as the task says'),
        (but(key, 'b.image', 'b.x'), r"stopped in line 10 of its cell.*has no attribute 'x'")]
    test_eq(untold(key, wrong[key]), [])
    lazy = but(key, 'def forward(self, z): return self.gen(z)', 'def forward(self, z): ...')
    assert exercise(key).judge(answer_of(key, lazy)).words.startswith('`forward` still does nothing')


@cells.test
def test_gan_learner_other_right_answers_pass_too():
    'nbs/toolbox/exercises_learner.ipynb #fc59eb24'
    global same, unpacked
    test_eq(refused('learner.hold', '''def turn(loss, opt, player, other):
    opt.zero_grad()
    for p, g in zip(player.parameters(), torch.autograd.grad(loss, list(player.parameters()))): p.grad = g
    opt.step()'''), [])
    test_eq(refused('learner.switch', '''class TwiceGen(FixedSwitcher):
    def __init__(self):
        super().__init__()
        self.left = 0
    def turns(self, players): return ["gen"] if self.left else ["critic"]
    def played(self, terms):
        super().played(terms)
        self.left = 2 if "critic" in terms else self.left - 1'''), [])
    same = 'torch.nn.functional.mse_loss(real, torch.ones(len(real), 1))'
    unpacked = 'z, image = b\n        real, made = self.critic(image)'
    test_eq(refused('learner.game', but('learner.game', '(real - 1).square().mean()', same),
                    but('learner.game', 'real, made = self.critic(b.image)', unpacked)), [])
